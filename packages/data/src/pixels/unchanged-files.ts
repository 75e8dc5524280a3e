import { statSync } from 'node:fs';
import { explainFileError, sha256, TrunklineError } from '@trunkline/system';
import { readContent } from './decode.ts';
import type { FileIndex } from './file-index.ts';

/** A clock of a file system may be behind by so much, in milliseconds. */
const margin = 2_000;

const hashBytes = 32;

/**
 * Remembers what files held when they were indexed, in 32 bytes a file. Gives a check to be called before a file is read
 * later: one that holds something else by then is refused (`TL_DATA_CHANGED`), as results would be of neither state.
 */
export function unchangedFiles({ hashes, lookedAt }: Pick<FileIndex, 'hashes' | 'lookedAt'>) {
  const packed = Buffer.allocUnsafe(hashes.length * hashBytes);
  hashes.forEach((hash, place) => packed.write(hash, place * hashBytes, 'hex'));
  return async (place: number, path: string, name: string): Promise<void> => {
    try {
      if (statSync(path).ctimeMs < lookedAt - margin) return;
      const hash = packed.toString('hex', place * hashBytes, (place + 1) * hashBytes);
      if (sha256(await readContent(path)) === hash) return;
    } catch (error) {
      throw explainFileError(error, path);
    }
    throw new TrunklineError('TL_DATA_CHANGED', `${name} was changed while it was in use.`, {
      hint: 'Leave pictures as they are while an experiment goes on; start a new invocation for those that are there now.',
      exitStatus: 2,
    });
  };
}
