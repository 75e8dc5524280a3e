import type { Experiment } from '@trunkline/training';
import { recipe as block5 } from '../pacs-block5/recipe.ts';

/** A plain linear head on block 5: the papers compared have no bottleneck. Batches are small, for 1 % of the labels is a dozen pictures. */
export const recipe = {
  ...block5,
  head: { kind: 'linear' },
  training: { ...block5.training, batchSize: 8, steps: 120, evaluateEvery: 30 },
} satisfies Partial<Experiment>;

export const rows = [
  { method: 'linear-probe', training: { optimiser: { name: 'adam', learningRate: 0.001 } } },
  { method: 'full-finetune', options: { rateFactor: 0.1 } },
  { method: 'lp-ft', options: { rateFactor: 0.1 } },
  { method: 'wise-ft', options: { rateFactor: 0.1 } },
] satisfies Experiment['methods'];
