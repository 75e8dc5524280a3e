import { encodeSafetensors, inspectWeights, loadWeights } from '@trunkline/backbone';
import { trunkTensors } from '../trunk-tensors.mjs';
import { zip } from '../zip.mjs';

export default {
  file: 'input.zip',
  seeds: async () => {
    const weights = Buffer.concat(encodeSafetensors(trunkTensors(), { format: 'pt' }));
    return [
      zip({ 'model.safetensors': weights }),
      zip({ 'README.md': Buffer.from('# Model'), 'a/b/model.safetensors': weights }),
    ];
  },
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
