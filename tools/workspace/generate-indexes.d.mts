export function methodFamilies(): string[];
export function methodFiles(): string[];
export function generatedIndexes(): { readonly path: string; readonly text: string }[];
export function generateIndexes(options?: { readonly check?: boolean }): string[];
