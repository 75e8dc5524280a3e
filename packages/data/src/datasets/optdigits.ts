import { defineDataSet } from '../making/define-data-set.ts';
import { digitNames } from '../making/mnist-digits.ts';
import { framed, readScannedDigits, scannedDigits } from '../making/scanned-digits.ts';

/** Handwritten digits of other people, in frames like MNIST's. */
export const optdigits = defineDataSet({
  name: 'optdigits',
  title: 'Optical recognition of handwritten digits (test part), framed as MNIST is',
  description:
    'Handwritten digits of 13 people, grey: the 1,797 of 8 × 8 pixels that scikit-learn 1.9.1 carries, each drawn at 20 × 20 in the middle of 28 × 28, which are the margins of MNIST. The same digits without margins are `optdigits-full-frame`.',
  licence: scannedDigits.licence,
  citation: scannedDigits.citation,
  classNames: digitNames,
  domains: ['optdigits'],
  counts: { optdigits: scannedDigits.count },
  digests: { optdigits: '07c60bee6679076c00e1fad3d67d6acfc8c69998ebd93238f89f38f232dac52c' },
  files: [],
  build: async ({ onProgress }) => ({ optdigits: framed(await readScannedDigits(onProgress), 20, 28) }),
});
