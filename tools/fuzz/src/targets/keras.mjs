import { join } from 'node:path';
import { inspectWeights, loadWeights } from '@trunkline/backbone';
import { kerasParts } from '../keras-file.mjs';
import { zip } from '../zip.mjs';

export default {
  file: 'input.keras',
  seeds: async (scratch) => [zip(await kerasParts(join(scratch, 'seed.weights.h5')))],
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
