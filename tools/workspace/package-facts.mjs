// Copies to every published package what the root's package.json says once: where the project is.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './steps.mjs';

/** Folders of the packages that ship, below the root. */
export const shipped = [...readdirSync(join(root, 'packages')).map((room) => `packages/${room}`), 'apps/cli'];

/** The text that the package.json in this folder should have. */
export function packageText(folder) {
  const { repository, homepage, bugs } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const own = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const { name, version, description, keywords, license, ...rest } = own;
  const facts = { homepage, bugs, repository: { ...repository, directory: folder } };
  const scripts = { ...rest.scripts, prepublishOnly: 'node ../../tools/workspace/may-publish.mjs' };
  return `${JSON.stringify({ name, version, description, keywords, license, ...rest, ...facts, scripts }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of shipped) {
    const path = join(root, folder, 'package.json');
    if (readFileSync(path, 'utf8') === packageText(folder)) continue;
    writeFileSync(path, packageText(folder));
    console.log(`written: ${folder}/package.json`);
  }
}
