import { defineDataSet } from '../making/define-data-set.ts';
import { digitNames } from '../making/mnist-digits.ts';
import { readScannedDigits, scannedDigits } from '../making/scanned-digits.ts';

/** The digits of `optdigits` as they were scanned, which fill their frames. */
export const optdigitsFullFrame = defineDataSet({
  name: 'optdigits-full-frame',
  title: 'Optical recognition of handwritten digits (test part), as scanned',
  description:
    'The digits of `optdigits` as scikit-learn 1.9.1 carries them: 8 × 8, without margins, 17 grey levels stretched to 0–255. Enlarged they fill the picture, as MNIST’s digits do not: what a shift of framing alone does.',
  licence: scannedDigits.licence,
  citation: scannedDigits.citation,
  classNames: digitNames,
  domains: ['optdigits-full-frame'],
  counts: { 'optdigits-full-frame': scannedDigits.count },
  digests: { 'optdigits-full-frame': 'dcfd608b0b3d81da952850bf2c9200322d6babcead553f64de5e3217f233760f' },
  files: [],
  build: async ({ onProgress }) => ({ 'optdigits-full-frame': await readScannedDigits(onProgress) }),
});
