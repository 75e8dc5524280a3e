import { statSync } from 'node:fs';
import { explainFileError, sha256, TrunklineError } from '@trunkline/system';
import { contentsOfFiles } from './contents.ts';
import { readContent } from './read-content.ts';

/** A clock of a file system may be behind by so much, in milliseconds. */
const margin = 2_000;

/**
 * A check to be called before a file is read, by the contents (`contentsOfFiles`) that all had at `lookedAt`: one that holds
 * something else by then is refused (`TL_DATA_CHANGED`), as results would be of neither state.
 */
export function unchangedFiles(contents_N: BigUint64Array, lookedAt: number) {
  return async (place: number, path: string, name: string): Promise<void> => {
    try {
      if (statSync(path).ctimeMs < lookedAt - margin) return;
      if (contentsOfFiles([sha256(await readContent(path))])[0] === contents_N[place]) return;
    } catch (error) {
      throw explainFileError(error, path);
    }
    throw new TrunklineError('TL_DATA_CHANGED', `${name} was changed while it was in use.`, {
      hint: 'Leave pictures as they are while an experiment goes on; start a new invocation for those that are there now.',
      exitStatus: 2,
    });
  };
}
