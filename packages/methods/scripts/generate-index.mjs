// Writes src/generated/index.ts from the files of the family folders: adding a method is adding a file.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const source = new URL('../src/', import.meta.url);
export const families = ['adaptation', 'baseline', 'finetuning', 'oracle'];

export async function generatedIndex() {
  const found = [];
  for (const family of families) {
    const files = (await readdir(new URL(`${family}/`, source))).sort();
    for (const file of files) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const identifier = file.slice(0, -3).replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());
      found.push({ identifier, path: `../${family}/${file}` });
    }
  }
  return [
    '// Written by scripts/generate-index.mjs; do not edit.',
    "import type { MethodDefinition } from '../define-method.ts';",
    ...found.map(({ identifier, path }) => `import { ${identifier} } from '${path}';`),
    '',
    `export const definitions: readonly MethodDefinition[] = [${found.map(({ identifier }) => identifier).join(', ')}];`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = new URL('generated/index.ts', source);
  const content = await generatedIndex();
  const before = await readFile(path, 'utf8').catch(() => '');
  if (process.argv.includes('--check')) process.exitCode = before === content ? 0 : 1;
  else await writeFile(path, content);
}
