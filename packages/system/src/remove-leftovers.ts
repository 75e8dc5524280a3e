import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAlive, lockHolder } from './process-lock.ts';

/** Temporary files and folders are named by the process that writes them. */
const temporary = [/\.(\d+)(?:\.[0-9a-f]+)?\.(?:tmp|partial)$/, /\.lock\.(\d+)\.[0-9a-f]{8}(?:\.stale)?$/];

/**
 * Removes what killed processes of this machine left in a folder and those below it: temporary files, checkpoints that were
 * being written, locks. What a living process holds stays. Gives the paths that were removed.
 */
export async function removeLeftovers(folder: string): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(folder, { recursive: true, encoding: 'utf8' }).catch(() => [])) {
    const path = join(folder, name);
    if (!isLeftover(path)) continue;
    await rm(path, { recursive: true, force: true });
    removed.push(path);
  }
  return removed;
}

function isLeftover(path: string): boolean {
  const name = basename(path);
  if (name.endsWith('.lock')) return lockHolder(path) === undefined;
  const writer = temporary.map((pattern) => pattern.exec(name)?.[1]).find((one) => one !== undefined);
  return writer !== undefined && !isAlive(Number(writer));
}
