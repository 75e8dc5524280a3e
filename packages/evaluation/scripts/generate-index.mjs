// Writes src/generated/validators.ts: one import per file of src/validators/.
import { readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

const camelCase = (name) => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** The text of the index for the directory as it is now. */
export function validatorIndex() {
  const names = readdirSync(join(root, 'src/validators'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  return [
    '// Made by scripts/generate-index.mjs from the directory src/validators/: do not edit.',
    "import type { Validator } from '../validator.ts';",
    ...names.map((name) => `import { ${camelCase(name)} } from '../validators/${name}.ts';`),
    '',
    `export const allValidators: readonly Validator[] = [${names.map(camelCase).join(', ')}];`,
    '',
  ].join('\n');
}

export const indexPath = join(root, 'src/generated/validators.ts');

export const readIndex = () => readFileSync(indexPath, 'utf8');

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(indexPath, validatorIndex());
}
