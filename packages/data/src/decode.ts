import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { TrunklineError } from '@trunkline/system';
import type { ImageSize } from './images.ts';

/** What a picture file may cost before it is decoded. */
export interface DecodeLimits {
  /** Longest file. Default: 64 MiB. */
  readonly fileBytes?: number;
  /** Most pixels, by the file's header. Default: 100 million. */
  readonly pixels?: number;
  /** Shortest side. Default: 8 pixels. */
  readonly shortestSide?: number;
}

/** Changes whenever the same file would decode to other bytes: part of the pixel cache's key. */
export const decodePolicy = 'cover-lanczos3-1';

/** Changes whenever the same data would give other pixels: for caches of what is computed from pixels. */
export const pixelPolicy = `${decodePolicy} resample-1`;

type Sharp = typeof import('sharp').default;
let loading: Promise<Sharp> | undefined;

async function loadSharp(): Promise<Sharp> {
  return await (loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.concurrency(1); // several pictures at once instead of several threads a picture
    sharp.cache(false); // every picture is decoded once; the pixel cache is ours
    return sharp;
  }));
}

/**
 * Decodes a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF) to uint8 RGB, `[height, width, 3]`, on libuv's threads: upright by
 * its EXIF mark, sRGB, transparency on white, scaled by Lanczos 3 (JPEG with shrink-on-load) so that the shortest side
 * fits, the rest cropped evenly. `name` is what messages call it. Throws `TL_IMAGE_CORRUPT`, `TL_IMAGE_TOO_LARGE`,
 * `TL_IMAGE_TOO_SMALL`.
 */
export async function decodeImage(
  path: string,
  size: ImageSize,
  name = path,
  limits: DecodeLimits = {},
): Promise<Uint8Array> {
  const { fileBytes = 64 * 2 ** 20, pixels = 100e6, shortestSide = 8 } = limits;
  const sharp = await loadSharp();
  const tooLarge = (what: string): TrunklineError =>
    new TrunklineError('TL_IMAGE_TOO_LARGE', `${name} ${what}.`, {
      exitStatus: 2,
      hint: 'Scale it down, or leave it out: a picture for training needs no more than a few megapixels.',
    });
  let width: number;
  let height: number;
  let output: { data: Buffer; info: { width: number; height: number; channels: number } };
  try {
    const bytes = (await stat(path)).size;
    if (bytes > fileBytes) throw tooLarge(`has ${bytes} bytes; at most ${fileBytes} are read`);
    if (bytes === 0) throw new Error('the file is empty');
    const content = await readFile(path);
    const header = await sharp(content, { limitInputPixels: false }).metadata();
    ({ width, height } = header);
    if (width * height > pixels) throw tooLarge(`is ${width} × ${height} pixels; at most ${pixels} are decoded`);
    if (Math.min(width, height) < shortestSide) {
      throw new TrunklineError('TL_IMAGE_TOO_SMALL', `${name} is ${width} × ${height} pixels; at least ${shortestSide} a side are needed.`, {
        exitStatus: 2,
        hint: 'Replace it, or leave it out.',
      }); // prettier-ignore
    }
    output = await sharp(content, { limitInputPixels: pixels, failOn: 'error', pages: 1 })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize({ width: size.width, height: size.height, fit: 'cover', position: 'centre', kernel: 'lanczos3' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    if (error instanceof TrunklineError) throw error;
    throw corrupt(name, error);
  }
  const { data, info } = output;
  const expected = size.height * size.width;
  if (data.length === 3 * expected) return data;
  if (data.length !== info.channels * expected) throw corrupt(name, new Error(`${data.length} bytes were decoded`));
  const rgb = new Uint8Array(3 * expected);
  for (let at = 0; at < expected; at++) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[at * 3 + channel] = data[at * info.channels + (info.channels < 3 ? 0 : channel)] as number;
    }
  }
  return rgb;
}

function corrupt(name: string, cause: unknown): TrunklineError {
  const why = cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause);
  return new TrunklineError('TL_IMAGE_CORRUPT', `${name} cannot be decoded: ${why}.`, {
    exitStatus: 2,
    hint: "Replace or remove that file, or allow such files to be left out with onCorrupt: 'skip'.",
    cause,
  });
}

/** Runs `work` on every item, twice as many at once as there are cores (or `atOnce`); results keep their order. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T, place: number) => Promise<R>,
  atOnce = 2 * availableParallelism(), // one decoding, one waiting for a file or the event loop
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const place = next++;
      results[place] = await work(items[place] as T, place);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
