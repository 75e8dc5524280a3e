export const shipped: readonly string[];
export function packageText(folder: string): string;
