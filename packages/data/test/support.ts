import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { createArraySource } from '../src/pixels/array-source.ts';
import type { LabelledImages } from '../src/images/images.ts';
import { createLabelledImages, type DomainContent } from '../src/images/labelled-images.ts';

/** A folder of this test file's own, and a user cache inside it; both go when the tests have ended. */
export function useTemporaryFolder(): {
  readonly path: string;
  write(name: string, content: string | Uint8Array): string;
} {
  const path = mkdtempSync(join(tmpdir(), 'trunkline-data-test-'));
  const before = process.env['TRUNKLINE_CACHE'];
  beforeAll(() => {
    process.env['TRUNKLINE_CACHE'] = join(path, 'cache');
  });
  afterAll(() => {
    if (before === undefined) delete process.env['TRUNKLINE_CACHE'];
    else process.env['TRUNKLINE_CACHE'] = before;
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

/** An IDX file (LeCun's format of MNIST): its dimensions, its bytes, and the number of their type. */
export function idxFile(dimensions: readonly number[], values: readonly number[], type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((length, place) => header.writeUInt32BE(length, 4 + 4 * place));
  return Buffer.concat([header, Buffer.from(values)]);
}

/** A JPEG of one colour, or of a seeded noise pattern when no colour is given. */
export async function jpeg(height: number, width: number, colour?: readonly [number, number, number]): Promise<Buffer> {
  const pixels = Buffer.from(
    Array.from({ length: height * width * 3 }, (_, at) => (colour ? (colour[at % 3] as number) : (at * 7919) % 256)),
  );
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/**
 * Grey 8 × 8 images whose every pixel is the image's index (modulo 256). Contents, where they are given, stand for those
 * of the pictures; without them nobody has looked, and each image is its own.
 */
export function tinyImages(
  labels: readonly number[],
  { contents, ...more }: Partial<DomainContent> & { readonly contents?: readonly number[] } = {},
): LabelledImages {
  const count = labels.length;
  const pixels = Uint8Array.from({ length: count * 64 }, (_, at) => Math.floor(at / 64) % 256);
  const array = createArraySource({ count, height: 8, width: 8, channels: 1, pixels });
  return createLabelledImages({
    dataSet: 'tiny',
    domain: 'tiny',
    source: { ...array, contents: () => contents && BigUint64Array.from(contents, BigInt) },
    ids: Array.from({ length: count }, (_, index) => `image ${index}`),
    labels_N: Int32Array.from(labels),
    classNames: Array.from({ length: Math.max(...labels) + 1 }, (_, label) => `class ${label}`),
    ...more,
  });
}
