import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFileError } from './errors.ts';

/**
 * Makes a folder and those above it that are missing; one that is there is fine. Unlike Node's recursive `mkdir` it ends
 * where the system answers "no such folder" for a child of an existing one (below /proc), which Node retries for ever.
 * Throws `TL_NO_PERMISSION`, `TL_DISK_FULL`, `TL_FILE_MISSING`.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing = await make(path);
  if (!missing) return;
  if (dirname(path) === path) throw explainFileError(missing, path);
  await makeFolder(dirname(path));
  const still = await make(path);
  if (still) throw explainFileError(still, path);
}

/** The error when the folder above is missing; other errors are thrown, and a folder that exists is none. */
async function make(path: string): Promise<unknown> {
  try {
    await mkdir(path);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return error;
    if (code === 'EEXIST') return await mkdir(path, { recursive: true }).then(() => undefined);
    throw explainFileError(error, path);
  }
}
