import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { pixelLineage } from '../pixels/array-source.ts';
import { stretchToRgb } from '../pixels/resample.ts';
import type { DataProgress } from './define-data-set.ts';
import { scikitLearn, withWheelFiles } from './package-files.ts';
import type { PreparedDomain } from './prepared-file.ts';

/** What both framings of these digits say of themselves. */
export const scannedDigits = {
  licence: 'CC BY 4.0',
  citation:
    'Alpaydin and Kaynak. Optical recognition of handwritten digits. UCI Machine Learning Repository, 1998. doi:10.24432/C50P49.',
  count: 1_797,
} as const;

/**
 * The digits of the UCI set's test part that scikit-learn carries: grey, 8 × 8, 17 grey levels stretched to 0–255. The
 * lineage lets other framings of the same digits be split with them.
 */
export async function readScannedDigits(onProgress?: DataProgress): Promise<PreparedDomain> {
  return await withWheelFiles(scikitLearn, ['sklearn/datasets/data/digits.csv.gz'], onProgress, async ([path]) => {
    const text = gunzipSync(await readFile(path as string)).toString('ascii');
    const rows = text
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number));
    const scanned = {
      count: rows.length,
      height: 8,
      width: 8,
      channels: 1 as const,
      pixels: Uint8Array.from(rows.flatMap((row) => row.slice(0, 64).map((level) => Math.round((level * 255) / 16)))),
    };
    return {
      ...scanned,
      labels_N: Int32Array.from(rows, (row) => row[64] as number),
      lineage: pixelLineage(scanned),
    };
  });
}

/** Each picture at `inner` × `inner` in the middle of `side` × `side` black pixels, with a triangle filter. */
export function framed(digits: PreparedDomain, inner: number, side: number): PreparedDomain {
  const { count, height, width, pixels } = digits;
  const margin = (side - inner) / 2;
  const drawn = new Uint8Array(count * side * side);
  const enlarged = new Uint8Array(inner * inner * 3);
  for (let image = 0; image < count; image++) {
    const picture = pixels.subarray(image * height * width, (image + 1) * height * width);
    stretchToRgb(picture, { height, width, channels: 1 }, { height: inner, width: inner }, enlarged, 0);
    for (let row = 0; row < inner; row++) {
      const at = (image * side + margin + row) * side + margin;
      for (let column = 0; column < inner; column++)
        drawn[at + column] = enlarged[(row * inner + column) * 3] as number;
    }
  }
  return { ...digits, height: side, width: side, pixels: drawn };
}
