import { z } from 'zod';
import { defineOracle } from '../define-method.ts';

/** What target labels would have made possible: the upper bound, never a contestant. */
export const targetOracle = defineOracle({
  name: 'target-oracle',
  family: 'oracle',
  paper: 'the upper bound of every adaptation paper',
  description:
    'Trained and validated on target labels (none of them from the target test set) with the recipe of source-only: the upper bound.',
  helps:
    'Says how much there is to gain at most. It is no way to adapt: it reads target labels, so no report counts it among the contestants.',
  options: z.strictObject({
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['targetImages', 'targetLabels_B'],
  trainable: (options) => [
    ['backbone/*', options.trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ forward, classificationLoss }, batch) {
    const classification = classificationLoss(forward(batch.targetImages).logits_BK, batch.targetLabels_B);
    return { total: classification, terms: { classification } };
  },
});
