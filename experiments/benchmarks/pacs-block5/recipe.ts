import type { Experiment } from '@trunkline/training';
import { recipe as embeddings } from '../pacs/recipe.ts';

/** The recipe of the PACS benchmark with block 5 trained as well, at a tenth of the head's rate, on cached activations of block 4. */
export const recipe = {
  ...embeddings,
  trunk: { name: 'vgg16-gap', weights: 'imagenet-vgg16', frozenThrough: 'block4_pool' },
  training: { ...embeddings.training, steps: 60, evaluateEvery: 12, schedule: { name: 'cosine', warmupSteps: 10 } },
  evaluation: { targetTrainImages: 300, sourceTrainImages: 300 },
} satisfies Partial<Experiment>;

const slowTrunk = { trunkRateFactor: 0.1 };

/** The eight methods, and the oracle. */
export const rows = [
  ...['source-only', 'dann', 'cdan', 'dan', 'deep-coral', 'mcc', 'bnm', 'shot'].map((method) => ({
    method,
    options: slowTrunk,
  })),
  { method: 'target-oracle', options: slowTrunk },
] satisfies Experiment['methods'];
