import { createHash } from 'node:crypto';
import { contentsOfPixels } from './contents.ts';
import { checkSize } from './check-size.ts';
import type { ImageSize, Lineage } from '../images/images.ts';
import type { PixelSource } from './pixel-source.ts';
import { resampleToRgb } from './resample.ts';

/** Images of one size held in memory: uint8, `[count, height, width, channels]`. */
export interface PixelArray extends ImageSize {
  readonly count: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** SHA-256 of shape and pixels. */
export function digestOfPixels({ count, height, width, channels, pixels }: PixelArray): string {
  return createHash('sha256').update(`${count} ${height} ${width} ${channels}\n`).update(pixels).digest('hex');
}

/**
 * Each image as its own original, known by its pixels: two readers that met the same image (the built-in digits, the
 * same IDX files in a folder) agree on it. An index is 32 bits of a SHA-256: where two images share one by chance, they
 * merely land in the same part of a split.
 */
export function pixelLineage({ count, height, width, channels, pixels }: PixelArray): Lineage {
  const bytes = height * width * channels;
  const hash = (image: number): number =>
    createHash('sha256')
      .update(pixels.subarray(image * bytes, (image + 1) * bytes))
      .digest()
      .readInt32LE();
  return {
    root: `pixels:${height}x${width}x${channels}`,
    index_N: Int32Array.from({ length: count }, (_, image) => hash(image)),
  };
}

/** A source over pixels in memory; grey becomes RGB, other sizes are resampled on the way out. */
export function createArraySource(array: PixelArray, digest = digestOfPixels(array)): PixelSource {
  const { count, height, width, channels, pixels } = array;
  const bytes = height * width * channels;
  let contents_N: BigUint64Array | undefined;
  return {
    count,
    digest,
    contents: () => (contents_N ??= contentsOfPixels(array)),
    async read(indices, size) {
      checkSize(size);
      const outputBytes = size.height * size.width * 3;
      const output = new Uint8Array(indices.length * outputBytes);
      indices.forEach((index, place) => {
        const image = pixels.subarray(index * bytes, (index + 1) * bytes);
        resampleToRgb(image, { height, width, channels }, size, output, place * outputBytes);
      });
      return output;
    },
  };
}
