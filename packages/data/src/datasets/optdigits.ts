import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { defineDataSet } from '../making/define-data-set.ts';
import { digitNames } from '../making/mnist-digits.ts';
import { scikitLearn, withWheelFiles } from '../making/package-files.ts';

/** Handwritten digits of other people, at 8 × 8. */
export const optdigits = defineDataSet({
  name: 'optdigits',
  title: 'Optical recognition of handwritten digits (test part)',
  description:
    'Handwritten digits of 13 people, grey, 8 × 8, 17 grey levels stretched to 0–255: the 1,797 that scikit-learn 1.9.1 carries.',
  licence: 'CC BY 4.0',
  citation:
    'Alpaydin and Kaynak. Optical recognition of handwritten digits. UCI Machine Learning Repository, 1998. doi:10.24432/C50P49.',
  classNames: digitNames,
  domains: ['optdigits'],
  counts: { optdigits: 1_797 },
  digests: { optdigits: 'dcfd608b0b3d81da952850bf2c9200322d6babcead553f64de5e3217f233760f' },
  files: [],
  build: async ({ onProgress }) =>
    await withWheelFiles(scikitLearn, ['sklearn/datasets/data/digits.csv.gz'], onProgress, async ([path]) => {
      const text = gunzipSync(await readFile(path as string)).toString('ascii');
      const rows = text
        .trim()
        .split('\n')
        .map((line) => line.split(',').map(Number));
      return {
        optdigits: {
          count: rows.length,
          height: 8,
          width: 8,
          channels: 1,
          pixels: Uint8Array.from(
            rows.flatMap((row) => row.slice(0, 64).map((level) => Math.round((level * 255) / 16))),
          ),
          labels_N: Int32Array.from(rows, (row) => row[64] as number),
        },
      };
    }),
});
