import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectWeights, loadWeights } from '@trunkline/backbone';
import { trunkTensors } from '../trunk-tensors.mjs';

const blocks = [2, 2, 3, 3, 3];

/** Keras's file of the trunk: axes height, width, in, out. */
async function kerasFile(path) {
  const h5 = await import('h5wasm/node');
  await h5.ready;
  const file = new h5.File(path, 'w');
  const tensors = Object.values(trunkTensors());
  let layer = 0;
  blocks.forEach((convolutions, block) => {
    for (let one = 1; one <= convolutions; one++, layer++) {
      const name = `block${block + 1}_conv${one}`;
      const group = file.create_group(name).create_group(name);
      const [kernel, bias] = tensors.slice(2 * layer, 2 * layer + 2);
      const [out, inputs] = kernel.shape;
      group.create_dataset({ name: 'kernel:0', data: kernel.data, shape: [3, 3, inputs, out], dtype: '<f4' });
      group.create_dataset({ name: 'bias:0', data: bias.data, shape: [out], dtype: '<f4' });
    }
  });
  file.close();
  return readFileSync(path);
}

export default {
  file: 'input.h5',
  seeds: async (scratch) => [await kerasFile(join(scratch, 'seed.h5'))],
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
