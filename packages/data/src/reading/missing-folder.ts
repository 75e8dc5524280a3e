import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { headBytes, nearest, TrunklineError, whatFileIs, explainFileError } from '@trunkline/system';
import { isPictureName } from '../pixels/picture-kinds.ts';

/** Throws `TL_DATA_MISSING`, which says what there is instead, where `folder` is no folder. */
export async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw explainFileError(error, folder);
    return undefined;
  });
  if (found?.isDirectory()) return;
  if (found) {
    const { what, hint } = await describeFile(folder);
    throw new TrunklineError('TL_DATA_MISSING', `${folder} is no folder but ${what}.`, { exitStatus: 2, hint });
  }
  const parent = dirname(folder);
  const beside = await readdir(parent).catch(() => []);
  const meant = nearest(basename(folder), beside);
  throw new TrunklineError('TL_DATA_MISSING', `There is no folder ${folder}.`, {
    exitStatus: 2,
    hint:
      meant === undefined
        ? 'Check the path of the data; relative paths start at the folder the command runs in.'
        : `${JSON.stringify(meant)} lies beside it; relative paths start at the folder the command runs in.`,
  });
}

async function describeFile(path: string): Promise<{ readonly what: string; readonly hint: string }> {
  const head = Buffer.alloc(headBytes);
  const file = await open(path).catch(() => undefined);
  const { bytesRead } = (await file?.read(head, 0, headBytes, 0).catch(() => undefined)) ?? { bytesRead: 0 };
  await file?.close();
  if (/\.(csv|tsv)$/i.test(path)) {
    return {
      what: 'a table',
      hint: `Write { csv: ${JSON.stringify(path)} } for a list of pictures, { csvPixels: … } for pixels.`,
    };
  }
  if (isPictureName(path)) {
    return { what: 'one picture', hint: `Name the folder that it lies in, or the one above: ${dirname(path)}.` };
  }
  const kind = whatFileIs(head.subarray(0, bytesRead));
  if (kind && /archive|gzip|bzip2|xz file|Zstandard/.test(kind.what)) {
    return { what: `${kind.what}`, hint: 'Unpack it and name the folder that it becomes.' };
  }
  return {
    what: kind?.what === 'empty' ? 'an empty file' : (kind?.what ?? 'a file'),
    hint: 'Name the folder with the pictures.',
  };
}
