import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError, TrunklineError } from '@trunkline/system';
import { sortClassNames } from '../images/class-names.ts';

/** Pictures with classes, as a layout of folders or a manifest lists them; paths relative to `root`, with `/`. */
export interface PictureList {
  readonly root: string;
  readonly paths: readonly string[];
  readonly labels_N: Int32Array;
  readonly classNames: readonly string[];
  readonly officialParts_N?: Uint8Array;
  /** What a person should know of it, such as files that were left out: a sentence each. */
  readonly notes?: readonly string[];
}

const pictures = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/** Names that tools leave behind: hidden files, and what macOS puts into archives. */
export function isLeftover(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX';
}

/**
 * Lists `folder/<class>/**` (JPEG, PNG, WebP, GIF, TIFF, AVIF; any depth below the class; hidden names left out), in one
 * order whatever the file system. Throws `TL_DATA_MISSING`, `TL_NO_CLASSES`.
 */
export async function readImageFolder(folder: string): Promise<PictureList> {
  const classNames = sortClassNames(await subfolders(folder));
  if (classNames.length === 0) {
    throw new TrunklineError('TL_NO_CLASSES', `${folder} has no folder in it; each class needs one.`, {
      exitStatus: 2,
      hint: 'Lay the pictures out as <folder>/<class>/<picture>.jpg.',
    });
  }
  const paths: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classNames.entries()) {
    const found = await listPictures(join(folder, name), name);
    found.sort();
    for (const path of found) {
      paths.push(path);
      labels.push(label);
    }
  }
  return { root: folder, paths, labels_N: Int32Array.from(labels), classNames };
}

/**
 * Lists every picture of a folder, at any depth, in one order whatever the file system; what its folders are called means
 * nothing. Throws `TL_DATA_MISSING`, `TL_NO_PICTURES`.
 */
export async function readPictureFolder(folder: string): Promise<Pick<PictureList, 'root' | 'paths'>> {
  await subfolders(folder); // refuses what is no folder
  const paths = (await listPictures(folder, '')).sort();
  if (paths.length > 0) return { root: folder, paths };
  throw new TrunklineError('TL_NO_PICTURES', `${folder} has no picture in it.`, {
    exitStatus: 2,
    hint: 'JPEG, PNG, WebP, GIF, TIFF and AVIF files are taken, in that folder or below.',
  });
}

/** Names of the folders in `folder`, links to folders included. Throws `TL_DATA_MISSING` where it is no folder. */
export async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw explainFileError(error, folder);
    throw new TrunklineError('TL_DATA_MISSING', `There is no folder ${folder}.`, {
      exitStatus: 2,
      hint: 'Check the path of the data; relative paths start at the folder the command runs in.',
      cause: error,
    });
  });
  const names: string[] = [];
  for (const entry of entries) {
    if (isLeftover(entry.name)) continue;
    const isFolder = entry.isSymbolicLink()
      ? await stat(join(folder, entry.name)).then(
          (target) => target.isDirectory(),
          () => false,
        )
      : entry.isDirectory();
    if (isFolder) names.push(entry.name);
  }
  return names;
}

async function listPictures(folder: string, relative: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (isLeftover(entry.name)) continue;
    const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await listPictures(join(folder, entry.name), path)));
    else if (pictures.test(entry.name)) found.push(path); // a link is followed, and checked, when it is hashed
  }
  return found;
}
