import { access } from 'node:fs/promises';
import { decodeImage } from '@trunkline/data';
import { explainFileError } from '@trunkline/system';
import { inBatches, namedPictures, type NamedPicture } from './named-pictures.ts';

/** Decoded pictures in the order they were named: uint8 RGB, `[pictures, size, size, 3]`. */
export interface PictureBatch {
  readonly pictures: readonly NamedPicture[];
  readonly pixels: Uint8Array;
}

/** How {@link pictureBatches} reads. */
export interface PictureOptions {
  /** Pixels per side: the shortest side is scaled to it, the rest cropped evenly. */
  readonly size: number;
  readonly batchSize: number;
  /** Called for a picture that cannot be read; without it such a picture is an error. */
  readonly onSkip?: (error: unknown) => void;
}

/**
 * Decodes the pictures that a command line names, in batches; the next batch is decoded while the last one is used. Throws `TL_IMAGE_CORRUPT` and what
 * else reading a picture throws.
 */
export async function* pictureBatches(
  given: readonly string[],
  options: PictureOptions,
): AsyncGenerator<PictureBatch, void, undefined> {
  let ahead: Promise<PictureBatch> | undefined;
  for await (const pictures of inBatches(namedPictures(given), options.batchSize)) {
    const now = decodeBatch(pictures, options);
    now.catch(() => undefined); // the await below reports it
    if (ahead) yield* nonEmpty(await ahead);
    ahead = now;
  }
  if (ahead) yield* nonEmpty(await ahead);
}

function* nonEmpty(batch: PictureBatch): Generator<PictureBatch> {
  if (batch.pictures.length > 0) yield batch;
}

async function decodeBatch(pictures: readonly NamedPicture[], options: PictureOptions): Promise<PictureBatch> {
  const { size, onSkip } = options;
  const decoded = await Promise.allSettled(pictures.map(({ path }) => decodePicture(path, size)));
  const kept: NamedPicture[] = [];
  const pixels = new Uint8Array(pictures.length * size * size * 3);
  for (const [place, one] of decoded.entries()) {
    if (one.status === 'fulfilled') {
      pixels.set(one.value, kept.length * size * size * 3);
      kept.push(pictures[place] as NamedPicture);
    } else if (onSkip) onSkip(one.reason);
    else throw one.reason;
  }
  return { pictures: kept, pixels: pixels.subarray(0, kept.length * size * size * 3) };
}

/** One picture as uint8 RGB, `[size, size, 3]`. Throws `TL_FILE_MISSING`, `TL_NO_PERMISSION` and as `decodeImage`. */
export async function decodePicture(path: string, size: number): Promise<Uint8Array> {
  await access(path).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  return await decodeImage(path, { height: size, width: size });
}
