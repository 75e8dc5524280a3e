import { closeSync, openSync, read, readFile, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { explainFileError, TrunklineError } from '@trunkline/system';
import type { ImageSize } from '../images/images.ts';
import { readJpegHeader } from './jpeg-header.ts';

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
export const decodePolicy = 'cover-triangle-2';

/** Changes whenever the same data would give other pixels: for caches of what is computed from pixels. */
export const pixelPolicy = `${decodePolicy} resample-1`;

type Sharp = typeof import('sharp').default;
type Quick = typeof import('@napi-rs/image');
let sharpLoading: Promise<Sharp> | undefined;
let quickLoading: Promise<Quick | undefined> | undefined;

async function loadSharp(): Promise<Sharp> {
  sharpLoading ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.concurrency(1); // several pictures at once instead of several threads a picture
      sharp.cache(false); // every picture is decoded once; the pixel cache is ours
      return sharp;
    },
    (error: unknown) => {
      throw new TrunklineError('TL_DECODER_MISSING', 'sharp, which decodes pictures, cannot be loaded.', {
        hint: 'Install the packages again, with optional ones: npm install --include=optional sharp.',
        cause: error,
      });
    },
  );
  return await sharpLoading;
}

/** Undefined on the few platforms it is not built for: sharp then decodes everything, to the same pixels. */
async function loadQuick(): Promise<Quick | undefined> {
  return await (quickLoading ??= import('@napi-rs/image').catch(() => undefined));
}

const readAt = promisify(read);
const readToEnd = promisify(readFile);

/**
 * The content of a file; `check` may refuse its length before it is read. Only the reading itself leaves this thread: each
 * step that does costs more than opening a file, and `readFile` has four of them.
 */
export async function readContent(path: string, check?: (bytes: number) => void): Promise<Buffer> {
  const found = statSync(path);
  check?.(found.size);
  if (!found.isFile()) return await readToEnd(path); // a pipe has no size, and opening it may wait
  const file = openSync(path, 'r');
  try {
    const { size } = found;
    const content = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await readAt(file, content, length, size - length, null);
      if (bytesRead === 0) break; // it was cut short meanwhile
      length += bytesRead;
    }
    return content.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Beyond this, sharp's shrink-on-load outweighs the cost of its pipeline. */
const mostQuickPixels = 2 ** 18;

/**
 * Decodes a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF) to uint8 RGB, `[height, width, 3]`, on libuv's threads: upright by
 * its EXIF mark, sRGB, transparency on white, scaled by a triangle filter (as Pillow's and torchvision's "bilinear"; large
 * JPEG with shrink-on-load) so that the shortest side fits, the rest cropped evenly. `name` is what messages call it.
 * Throws `TL_IMAGE_CORRUPT`, `TL_IMAGE_TOO_LARGE`, `TL_IMAGE_TOO_SMALL`, `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function decodeImage(
  path: string,
  size: ImageSize,
  name = path,
  limits: DecodeLimits = {},
): Promise<Uint8Array> {
  const { fileBytes = 64 * 2 ** 20, pixels = 100e6, shortestSide = 8 } = limits;
  const tooLarge = (what: string): TrunklineError =>
    new TrunklineError('TL_IMAGE_TOO_LARGE', `${name} ${what}.`, {
      exitStatus: 2,
      hint: 'Scale it down, or leave it out: a picture for training needs no more than a few megapixels.',
    });
  const content = await readContent(path, (bytes) => {
    if (bytes > fileBytes) throw tooLarge(`has ${bytes} bytes; at most ${fileBytes} are read`);
  }).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  try {
    if (content.length === 0) throw new Error('the file is empty');
    const jpeg = readJpegHeader(content);
    const { width, height } = jpeg ?? (await (await loadSharp())(content, { limitInputPixels: false }).metadata());
    if (width * height > pixels) throw tooLarge(`is ${width} × ${height} pixels; at most ${pixels} are decoded`);
    if (Math.min(width, height) < shortestSide) {
      throw new TrunklineError(
        'TL_IMAGE_TOO_SMALL',
        `${name} is ${width} × ${height} pixels; at least ${shortestSide} a side are needed.`,
        {
          exitStatus: 2,
          hint: 'Replace it, or leave it out.',
        },
      );
    }
    const quickly = jpeg?.plain === true && (await decodeQuickly(content, jpeg, size));
    if (quickly) return quickly;
    const picture = (await loadSharp())(content, { limitInputPixels: pixels, failOn: 'error', pages: 1 })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize({ width: size.width, height: size.height, fit: 'cover', position: 'centre', kernel: 'linear' })
      .raw({ depth: 'uchar' });
    return toRgb(await picture.toBuffer(), size, size);
  } catch (error) {
    if (error instanceof TrunklineError) throw error;
    throw corrupt(name, error);
  }
}

/** Undefined where sharp has to say what the picture is, or is the better choice. */
async function decodeQuickly(content: Buffer, picture: ImageSize, size: ImageSize): Promise<Uint8Array | undefined> {
  const scale = Math.max(size.width / picture.width, size.height / picture.height);
  const whole = { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) };
  const most = 4 * Math.max(mostQuickPixels, size.width * size.height); // the part that is cropped away is made too
  if (picture.width * picture.height > mostQuickPixels || whole.width * whole.height > most) return undefined;
  const quick = await loadQuick();
  if (!quick) return undefined;
  const { FastResizeFilter, ResizeFit, Transformer } = quick;
  const scaled = new Transformer(content).fastResize({
    ...whole,
    filter: FastResizeFilter.Bilinear,
    fit: ResizeFit.Fill,
  });
  return await scaled.rawPixels().then(
    (pixels) => toRgb(pixels, whole, size),
    () => undefined,
  );
}

/** The middle of pixels of 1 to 4 channels as RGB: grey three times, the fourth channel (opaque) left out. */
function toRgb(pixels: Uint8Array, whole: ImageSize, size: ImageSize): Uint8Array {
  const channels = pixels.length / (whole.height * whole.width);
  if (![1, 2, 3, 4].includes(channels)) throw new Error(`${pixels.length} bytes were decoded`);
  if (channels === 3 && whole.height === size.height && whole.width === size.width) return pixels;
  const top = Math.ceil((whole.height - size.height) / 2);
  const left = Math.ceil((whole.width - size.width) / 2);
  const rgb = new Uint8Array(size.height * size.width * 3);
  if (channels === 3) {
    for (let row = 0; row < size.height; row++) {
      const from = ((top + row) * whole.width + left) * 3;
      rgb.set(pixels.subarray(from, from + size.width * 3), row * size.width * 3);
    }
    return rgb;
  }
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  let to = 0;
  for (let row = top; row < top + size.height; row++) {
    let from = (row * whole.width + left) * channels;
    for (const end = from + size.width * channels; from < end; from += channels) {
      rgb[to++] = pixels[from] as number;
      rgb[to++] = pixels[from + green] as number;
      rgb[to++] = pixels[from + blue] as number;
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
