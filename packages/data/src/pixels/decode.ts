import { availableParallelism } from 'node:os';
import { explainFileError, TrunklineError } from '@trunkline/system';
import type { Sharp } from 'sharp';
import type { ImageSize } from '../images/images.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { findMadeUpPixels } from './jpeg-made-up.ts';
import { findJpegDamage, findMissingScans } from './jpeg-scans.ts';
import { loadQuick, loadSharp } from './load-decoders.ts';
import { openPicture } from './open-picture.ts';
import { readContent } from './read-content.ts';
import { recogniseFile, readKinds, type PictureKind } from './picture-kinds.ts';

/** What a picture file may cost before it is decoded. */
export interface DecodeLimits {
  /** Longest file. Default: 64 MiB. */
  readonly fileBytes?: number;
  /** Most pixels, by the file's header. Default: 100 million. */
  readonly pixels?: number;
  /** Shortest side. Default: 8 pixels. */
  readonly shortestSide?: number;
  /** Told of pictures that are read but look wrong, by line. Default: the first such line of a process goes to standard error. */
  readonly onNotice?: (line: string) => void;
}

/** Changes whenever the same file would decode to other bytes: part of the pixel cache's key. */
export const decodePolicy = 'cover-triangle-3';

/** Changes whenever the same data would give other pixels: for caches of what is computed from pixels. */
export const pixelPolicy = `${decodePolicy} resample-1`;

/** Beyond this, sharp's shrink-on-load outweighs the cost of its pipeline. */
const mostQuickPixels = 2 ** 18;

/**
 * Decodes a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PNM, whatever its name) to uint8 RGB, `[height, width, 3]`, on
 * libuv's threads: upright by its EXIF mark, sRGB by its colour profile, transparency on white, scaled by a triangle filter
 * (as Pillow's and torchvision's "bilinear"; large JPEG with shrink-on-load) so that the shortest side fits, the rest
 * cropped evenly. `name` is what messages call it. Throws `TL_IMAGE_CORRUPT`, `TL_IMAGE_KIND`, `TL_IMAGE_TOO_LARGE`,
 * `TL_IMAGE_TOO_SMALL`, `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function decodeImage(
  path: string,
  size: ImageSize,
  name = path,
  limits: DecodeLimits = {},
): Promise<Uint8Array> {
  const { fileBytes = 64 * 2 ** 20, pixels = 100e6, shortestSide = 8, onNotice = sayOnce } = limits;
  const tooLarge = (what: string): TrunklineError =>
    new TrunklineError('TL_IMAGE_TOO_LARGE', `${name} ${what}.`, {
      exitStatus: 2,
      hint: 'Scale it down, or leave it out: a picture for training needs no more than a few megapixels.',
    });
  const checkSide = ({ width, height }: ImageSize): void => {
    if (width * height > pixels) throw tooLarge(`is ${width} × ${height} pixels; at most ${pixels} are decoded`);
    if (Math.min(width, height) >= shortestSide) return;
    throw new TrunklineError(
      'TL_IMAGE_TOO_SMALL',
      `${name} is ${width} × ${height} pixels; at least ${shortestSide} a side are needed.`,
      { exitStatus: 2, hint: 'Replace it, or leave it out.' },
    );
  };
  const content = await readContent(path, (bytes) => {
    if (bytes > fileBytes) throw tooLarge(`has ${bytes} bytes; at most ${fileBytes} are read`);
  }).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  try {
    const jpeg = readJpegHeader(content);
    if (jpeg) {
      checkSide(jpeg);
      const quickly = jpeg.plain && (await decodeQuickly(content, jpeg, size));
      if (quickly) return quickly;
      const missing = content.length <= mostCounted ? findJpegDamage(content) : findMissingScans(content);
      if (missing !== undefined) throw new Error(missing);
      return await decodeStrictly(content, size);
    }
    const picture = await openPicture(content, pictureKind(content, name), checkSide);
    if ('refused' in picture) throw refuse(name, picture.refused);
    if (picture.notice !== undefined) onNotice(`${name} ${picture.notice}`);
    return await scale(picture.open(await loadSharp()), size);
  } catch (error) {
    if (error instanceof TrunklineError) throw error;
    if (error instanceof Error && /compression support is not configured/.test(error.message))
      throw refuse(name, 'its compression is not read; save it with LZW, deflate or none');
    throw corrupt(name, error);
  }
}

/** The blocks of longer JPEG files are not counted: libjpeg finds what is missing of them, but for the last rows of blocks. */
const mostCounted = 2 ** 20;

let said = false;

/** One picture of a set tells of all of them. */
function sayOnce(line: string): void {
  if (!said) process.stderr.write(`${line} (Other such pictures are not named.)\n`);
  said = true;
}

const skipHint = "Replace or remove that file, or allow such files to be left out with onCorrupt: 'skip'.";

/** The kind of a picture by its content. Throws `TL_IMAGE_KIND`, and `TL_IMAGE_CORRUPT` where it is no picture at all. */
function pictureKind(content: Buffer, name: string): PictureKind {
  const found = recogniseFile(content);
  if (found && 'kind' in found) return found.kind;
  const { what, hint, isPicture } = found?.unread ?? {};
  if (what === undefined) throw new Error(`it begins as no kind of picture that is read (${readKinds})`);
  if (isPicture) {
    throw new TrunklineError('TL_IMAGE_KIND', `${name} is ${what}, which is not read; ${readKinds} are.`, {
      exitStatus: 2,
      hint: `${hint ?? 'Convert it.'} Or allow such files to be left out with onCorrupt: 'skip'.`,
    });
  }
  throw new TrunklineError('TL_IMAGE_CORRUPT', `${name} is no picture: it is ${what}.${hint ? ` ${hint}` : ''}`, {
    exitStatus: 2,
    hint: skipHint,
  });
}

function refuse(name: string, why: string): TrunklineError {
  return new TrunklineError('TL_IMAGE_KIND', `${name} cannot be read: ${why}.`, {
    exitStatus: 2,
    hint: "Convert it, or allow such files to be left out with onCorrupt: 'skip'.",
  });
}

/** The rest of the way: transparency on white, sRGB, the size. */
async function scale(picture: Sharp, size: ImageSize): Promise<Uint8Array> {
  const scaled = picture
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .resize({ width: size.width, height: size.height, fit: 'cover', position: 'centre', kernel: 'linear' })
    .raw({ depth: 'uchar' });
  return toRgb(await scaled.toBuffer(), size, size);
}

/** What libjpeg says where it makes pixels up; of other things that it is not used to it also tells. */
const madeUp = /premature end|bad huffman|found marker|extraneous bytes before marker 0xd[0-7]/i;

async function decodeStrictly(content: Buffer, size: ImageSize): Promise<Uint8Array> {
  const sharp = await loadSharp();
  try {
    return await scale(sharp(content, { limitInputPixels: false, failOn: 'warning' }), size);
  } catch (error) {
    if (!(error instanceof Error) || madeUp.test(error.message)) throw error;
    return await scale(sharp(content, { limitInputPixels: false, failOn: 'error' }), size);
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
  const unended = content.subarray(0, -2); // so that what is missing before the end mark is not made up as if it were zeros
  const scaled = new Transformer(unended).fastResize({
    ...whole,
    filter: FastResizeFilter.Bilinear,
    fit: ResizeFit.Fill,
  });
  const pixels = await scaled.rawPixels().catch(() => undefined);
  if (!pixels) return undefined;
  const damage = findMadeUpPixels(content, pixels, whole, scale);
  if (damage !== undefined) throw new Error(damage);
  return toRgb(pixels, whole, size);
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

/** What decoders say of damage, and what it means. */
const plainWords: readonly (readonly [said: RegExp, meaning: string])[] = [
  [
    /fill whole buffer|end of file|unable to parse|Unexpected end|premature end|Read error at/i,
    'its data end too early',
  ],
  [
    /libpng read error|CRC error|Unknown error|unable to read pixels|code not yet in table|data check/i,
    'its data are damaged',
  ],
  [/unsupported image format/i, 'its header is damaged'],
];

function corrupt(name: string, cause: unknown): TrunklineError {
  const said = cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause);
  const why = plainWords.find(([words]) => words.test(said))?.[1] ?? said;
  return new TrunklineError('TL_IMAGE_CORRUPT', `${name} cannot be decoded: ${why}.`, {
    exitStatus: 2,
    hint: skipHint,
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
