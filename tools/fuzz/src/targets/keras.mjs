import { join } from 'node:path';
import { inspectWeights, loadWeights } from '@trunkline/backbone';
import { zipArchive } from '@trunkline/testkit';
import { kerasParts } from '../keras-file.mjs';

export default {
  file: 'input.keras',
  seeds: async (scratch) => [zipArchive(await kerasParts(join(scratch, 'seed.weights.h5')))],
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
