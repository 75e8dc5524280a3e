import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** What `-` becomes before yargs, which drops a positional argument that is only a hyphen, sees the arguments. */
export const standardInput = '/dev/stdin';

/** A picture as the command line names it. */
export interface NamedPicture {
  readonly path: string;
  /** What may be its class: the folders it was found in, outermost first, or the label of a manifest. */
  readonly labels: readonly string[];
}

/**
 * The pictures named on the command line, in order: a picture; a folder, for every picture below it; a `.csv` manifest, for
 * every picture it lists; {@link standardInput}, for the lines of standard input, as they come.
 */
export async function* namedPictures(
  given: readonly string[],
  input: NodeJS.ReadableStream = process.stdin,
): AsyncGenerator<NamedPicture> {
  for (const path of given) {
    if (path === standardInput) {
      const { createInterface } = await import('node:readline/promises');
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        if (line.trim() !== '') yield { path: line, labels: [parentOf(line)] };
      }
    } else if (path.toLowerCase().endsWith('.csv')) yield* picturesOfManifest(path);
    else if (await isFolder(path)) yield* picturesOfFolder(path);
    else yield { path, labels: [parentOf(path)] };
  }
}

async function* picturesOfManifest(file: string): AsyncGenerator<NamedPicture> {
  const { readCsvManifest } = await import('@trunkline/data');
  const { root, paths, labels_N, classNames } = await readCsvManifest(file);
  for (const [place, path] of paths.entries()) {
    yield { path: join(root, path), labels: [classNames[labels_N[place] as number] as string] };
  }
}

async function* picturesOfFolder(folder: string): AsyncGenerator<NamedPicture> {
  const { readPictureFolder } = await import('@trunkline/data');
  const { paths } = await readPictureFolder(folder);
  const own = basename(resolve(folder));
  for (const path of paths) {
    const within = dirname(path);
    yield { path: join(folder, path), labels: within === '.' ? [own] : [...within.split('/'), own] };
  }
}

/** Name of the folder that a picture lies in. */
function parentOf(path: string): string {
  return basename(dirname(resolve(path)));
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** Groups what comes in lists of `size`, the last one shorter. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
