import { encodeSafetensors, inspectWeights, loadWeights } from '@trunkline/backbone';
import { zipArchive } from '@trunkline/testkit';
import { trunkTensors } from '../trunk-tensors.mjs';

export default {
  file: 'input.zip',
  seeds: async () => {
    const weights = Buffer.concat(encodeSafetensors(trunkTensors(), { format: 'pt' }));
    return [
      zipArchive({ 'model.safetensors': weights }),
      zipArchive({ 'README.md': Buffer.from('# Model'), 'a/b/model.safetensors': weights }),
    ];
  },
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
