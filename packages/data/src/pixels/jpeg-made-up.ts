import type { ImageSize } from '../images/images.ts';
import { findJpegDamage } from './jpeg-scans.ts';

/** What the segments before the first scan tell of the order of blocks. */
interface BlockOrder {
  /** Rows of pixels that are coded together. */
  readonly rows: number;
  /** Whether blocks simply follow each other from the top to the bottom. */
  readonly simple: boolean;
}

function readBlockOrder(content: Buffer): BlockOrder {
  let rows = 16;
  let simple = true;
  for (let at = 2; at + 4 <= content.length && content[at] === 0xff;) {
    const marker = content[at + 1] as number;
    if (marker === 0xda) break;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xdd) simple &&= content.readUInt16BE(at + 4) === 0;
    if (marker >= 0xc0 && marker <= 0xc2) {
      simple &&= marker !== 0xc2;
      rows = 0;
      const components = content[at + 9] as number;
      for (let component = 0; component < components; component++)
        rows = Math.max(rows, 8 * ((content[at + 11 + 3 * component] as number) & 15));
      if (components === 1) rows = 8;
    }
    at += 2 + content.readUInt16BE(at + 2);
  }
  return { rows, simple };
}

/**
 * Whether the lower right corner of a scaled picture may be made up: `@napi-rs/image`, given a file without its end mark,
 * leaves what it cannot decode grey or as the rows of blocks above it.
 */
function looksMadeUp(pixels: Uint8Array, size: ImageSize, rows: number): boolean {
  const channels = pixels.length / (size.height * size.width);
  const last = size.height - 1;
  const above = Math.max(0, last - rows);
  const [upper, share] = [Math.floor(above), above - Math.floor(above)];
  const tolerance = share === 0 ? 3 : 10;
  let grey = true;
  let repeats = true;
  for (let column = Math.max(0, size.width - 3); column < size.width; column++) {
    for (let channel = 0; channel < Math.min(3, channels); channel++) {
      const at = (row: number): number => pixels[(row * size.width + column) * channels + channel] as number;
      const value = at(last);
      grey &&= Math.abs(value - 128) <= 2;
      repeats &&= Math.abs(value - at(upper) * (1 - share) - at(Math.min(last, upper + 1)) * share) <= tolerance;
    }
  }
  return grey || repeats;
}

/**
 * Says what is missing in a JPEG that `@napi-rs/image` decoded to `pixels`, of which `scale` is the height to the file's.
 * To count the blocks of each file would cost as much as a third of decoding it: those of sequential files without restart
 * marks are only counted where the corner that would be missing looks so, or is too small to tell.
 */
export function findMadeUpPixels(
  content: Buffer,
  pixels: Uint8Array,
  size: ImageSize,
  scale: number,
): string | undefined {
  const { rows, simple } = readBlockOrder(content);
  const lastRows = Math.round(size.height / scale) % rows || rows;
  const shows = lastRows * scale >= 1.4; // else the last row of pixels is also of blocks above
  if (simple && shows && !looksMadeUp(pixels, size, rows * scale)) return undefined;
  return findJpegDamage(content);
}
