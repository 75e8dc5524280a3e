import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What is computed from pictures: a cold run starts without it. */
const computed = new Set(['activations', 'bench', 'index', 'pixels']);

/** A new folder that serves as $TRUNKLINE_CACHE: engine, weights and data of the user's cache, and nothing computed. */
export async function freshCache(folder) {
  const { cacheFolder } = await import('@trunkline/system');
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(cacheFolder())) {
    if (!computed.has(name)) await symlink(cacheFolder(name), join(folder, name));
  }
  return folder;
}
