import { encodeSafetensors, inspectWeights, loadWeights } from '@trunkline/backbone';
import { trunkTensors } from '../trunk-tensors.mjs';

export default {
  file: 'input.safetensors',
  seeds: async () => {
    const tensors = trunkTensors();
    return [encodeSafetensors(tensors), encodeSafetensors(tensors, { format: 'pt' })].map((chunks) =>
      Buffer.concat(chunks),
    );
  },
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
