import { hash } from 'node:crypto';
import type { PixelArray } from './array-source.ts';

/**
 * Numbers that tell pictures apart by what is in them: the first 64 bits of a SHA-256 each. Equal content has equal
 * numbers; of a million pictures two that differ share one with a chance of 3 in 100 million, and are then merely kept
 * together. These are of files, from the SHA-256 of each.
 */
export function contentsOfFiles(hashes: readonly string[]): BigUint64Array {
  return BigUint64Array.from(hashes, (digest) => BigInt(`0x${digest.slice(0, 16)}`));
}

/** {@link contentsOfFiles} for images in memory: of the shape and pixels of each. */
export function contentsOfPixels({ count, height, width, channels, pixels }: PixelArray): BigUint64Array {
  const bytes = height * width * channels;
  const shape = Buffer.from(`${height} ${width} ${channels}\n`);
  const content = Buffer.alloc(shape.length + bytes);
  content.set(shape);
  const contents_N = new BigUint64Array(count);
  for (let image = 0; image < count; image++) {
    content.set(pixels.subarray(image * bytes, (image + 1) * bytes), shape.length);
    contents_N[image] = BigInt(`0x${hash('sha256', content).slice(0, 16)}`);
  }
  return contents_N;
}
