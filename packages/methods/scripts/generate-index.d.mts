export const families: readonly string[];
export function generatedIndex(): Promise<string>;
