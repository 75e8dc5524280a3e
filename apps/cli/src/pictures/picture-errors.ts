import { stat } from 'node:fs/promises';
import { isTrunklineError, TrunklineError } from '@trunkline/system';

/** Runs the work of a command that reads pictures. Its errors name the command's option --skip-corrupt. */
export async function onPictures(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw withPictureHint(error, 'Replace that picture, or leave out such pictures with --skip-corrupt.');
  }
}

/** Throws `TL_PICTURE_IS_FOLDER` where a folder is named in the place of a picture, with what to do instead as its hint. */
export async function refuseFolders(paths: readonly string[], hint: (folder: string) => string): Promise<void> {
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (entry) => entry.isDirectory(),
      () => false,
    );
    if (!isFolder) continue;
    throw new TrunklineError('TL_PICTURE_IS_FOLDER', `${path} is a folder, expected a picture.`, {
      hint: hint(path),
      exitStatus: 2,
    });
  }
}

/** Gives an error on a picture the hint that fits the command line; its own hint is for experiments. */
export function withPictureHint(error: unknown, hint: string): unknown {
  if (!isTrunklineError(error) || !['TL_IMAGE_CORRUPT', 'TL_IMAGE_KIND'].includes(error.code)) return error;
  return new TrunklineError(error.code, error.message, { hint, exitStatus: error.exitStatus, cause: error });
}
