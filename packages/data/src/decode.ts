import { availableParallelism } from 'node:os';
import { TrunklineError } from '@trunkline/system';
import { imageSize } from 'image-size';
import type { ImageSize } from './images.ts';
import { readWhole } from './read-whole.ts';

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
export const decodePolicy = 'cover-triangle-1';

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

/** Beyond this, sharp's shrink-on-load outweighs the cost of its pipeline. */
const mostQuickPixels = 2 ** 18;
const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);
const jpegEnd = Buffer.from([0xff, 0xd9]);

const isJpeg = (content: Buffer): boolean => content.subarray(0, 3).equals(jpegStart);

/** Whether the quick decoder, which knows no colour profiles, no inks and no torn files, sees in a JPEG what sharp sees. */
function isPlain(content: Buffer): boolean {
  return content.subarray(-2).equals(jpegEnd) && !content.includes('ICC_PROFILE') && !content.includes('Adobe');
}

/**
 * Decodes a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF) to uint8 RGB, `[height, width, 3]`, on libuv's threads: upright by
 * its EXIF mark, sRGB, transparency on white, scaled by a triangle filter (as Pillow's and torchvision's "bilinear"; large
 * JPEG with shrink-on-load) so that the shortest side fits, the rest cropped evenly. `name` is what messages call it.
 * Throws `TL_IMAGE_CORRUPT`, `TL_IMAGE_TOO_LARGE`, `TL_IMAGE_TOO_SMALL`.
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
  try {
    const content = await readWhole(path, (bytes) => {
      if (bytes > fileBytes) throw tooLarge(`has ${bytes} bytes; at most ${fileBytes} are read`);
      if (bytes === 0) throw new Error('the file is empty');
    });
    const header = isJpeg(content) ? imageSize(content) : await (await loadSharp())(content, { limitInputPixels: false }).metadata(); // prettier-ignore
    const { width, height } = header;
    if (width * height > pixels) throw tooLarge(`is ${width} × ${height} pixels; at most ${pixels} are decoded`);
    if (Math.min(width, height) < shortestSide) {
      throw new TrunklineError('TL_IMAGE_TOO_SMALL', `${name} is ${width} × ${height} pixels; at least ${shortestSide} a side are needed.`, {
        exitStatus: 2,
        hint: 'Replace it, or leave it out.',
      }); // prettier-ignore
    }
    if (isJpeg(content) && width * height <= mostQuickPixels && isPlain(content)) {
      return await decodeQuickly(content, (header.orientation ?? 1) > 4 ? { width: height, height: width } : header, size); // prettier-ignore
    }
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

async function decodeQuickly(content: Buffer, upright: ImageSize, size: ImageSize): Promise<Uint8Array> {
  const { FastResizeFilter, ResizeFit, Transformer } = await import('@napi-rs/image');
  const scale = Math.max(size.width / upright.width, size.height / upright.height);
  const whole = { width: Math.round(upright.width * scale), height: Math.round(upright.height * scale) };
  const picture = new Transformer(content).rotate();
  const scaled = picture.fastResize({ ...whole, filter: FastResizeFilter.Bilinear, fit: ResizeFit.Fill });
  return toRgb(await scaled.rawPixels(), whole, size);
}

/** The middle of pixels of 1 to 4 channels as RGB: grey three times, the fourth channel (opaque) left out. */
function toRgb(pixels: Uint8Array, whole: ImageSize, size: ImageSize): Uint8Array {
  const channels = pixels.length / (whole.height * whole.width);
  if (![1, 2, 3, 4].includes(channels)) throw new Error(`${pixels.length} bytes were decoded`);
  if (channels === 3 && whole.height === size.height && whole.width === size.width) return pixels;
  const top = Math.ceil((whole.height - size.height) / 2);
  const left = Math.ceil((whole.width - size.width) / 2);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const rgb = new Uint8Array(size.height * size.width * 3);
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
