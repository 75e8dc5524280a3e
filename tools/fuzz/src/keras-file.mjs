import { readFileSync } from 'node:fs';
import { trunkTensors } from './trunk-tensors.mjs';

const blocks = [2, 2, 3, 3, 3];

/** Names of the trunk's convolutions, as Keras gives them. */
const named = blocks.flatMap((convolutions, block) =>
  Array.from({ length: convolutions }, (_, one) => `block${block + 1}_conv${one + 1}`),
);

/** Writes an HDF5 file of the trunk, axes height, width, in, out; `pathsOf` says where kernel and bias of a layer are. */
async function writeH5(path, pathsOf) {
  const h5 = await import('h5wasm/node');
  await h5.ready;
  const file = new h5.File(path, 'w');
  const tensors = Object.values(trunkTensors());
  for (let layer = 0; layer < named.length; layer++) {
    const { groups, kernel: kernelName, bias: biasName } = pathsOf(layer);
    let group = file;
    for (const name of groups) group = group.get(name) ?? group.create_group(name);
    const [kernel, bias] = tensors.slice(2 * layer, 2 * layer + 2);
    const [out, inputs] = kernel.shape;
    group.create_dataset({ name: kernelName, data: kernel.data, shape: [3, 3, inputs, out], dtype: '<f4' });
    group.create_dataset({ name: biasName, data: bias.data, shape: [out], dtype: '<f4' });
  }
  file.close();
  return readFileSync(path);
}

/** Keras 2's `.h5`. */
export async function kerasH5(path) {
  return await writeH5(path, (layer) => ({ groups: [named[layer], named[layer]], kernel: 'kernel:0', bias: 'bias:0' }));
}

/** What is in Keras 3's `.keras`: the weights by their classes, and the names. */
export async function kerasParts(path) {
  const weights = await writeH5(path, (layer) => ({
    groups: ['layers', layer === 0 ? 'conv2d' : `conv2d_${layer}`, 'vars'],
    kernel: '0',
    bias: '1',
  }));
  const layers = named.map((name) => ({ class_name: 'Conv2D', name, config: { name } }));
  const config = { class_name: 'Functional', config: { name: 'vgg16', layers } };
  return {
    'metadata.json': Buffer.from('{"keras_version": "3.10.0"}'),
    'config.json': Buffer.from(JSON.stringify(config)),
    'model.weights.h5': weights,
  };
}
