import { join } from 'node:path';
import { inspectWeights, loadWeights } from '@trunkline/backbone';
import { kerasH5 } from '../keras-file.mjs';

export default {
  file: 'input.h5',
  seeds: async (scratch) => [await kerasH5(join(scratch, 'seed.h5'))],
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
