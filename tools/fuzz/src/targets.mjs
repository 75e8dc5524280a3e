// The targets: one file each in targets/, by its name.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = join(import.meta.dirname, 'targets');

/** Names of all targets, in order. */
export function targetNames() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => name.slice(0, -4))
    .sort();
}

/**
 * A target: `file` names the damaged file, `seeds()` gives sound files, `read(path, folder)` reads one. `folder` is empty
 * for each file. A target whose sound files are refused too has `damagedOnly`.
 */
export async function loadTarget(name) {
  return (await import(pathToFileURL(join(folder, `${name}.mjs`)).href)).default;
}
