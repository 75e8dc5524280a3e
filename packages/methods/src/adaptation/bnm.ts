import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { batchNuclearNormLoss } from '../losses/singular-values.ts';

/** Predictions on a target batch are made certain and diverse at once. */
export const bnm = defineMethod({
  name: 'bnm',
  family: 'adaptation',
  paper: 'Cui et al. 2020, arXiv 2003.12237, equation 11',
  description:
    'Batch nuclear-norm maximisation: the sum of the singular values of the target’s predictions in a batch is enlarged. Unlike entropy alone it is not served by calling everything one class. Wants batches with several images a class.',
  helps:
    'Helps where every class occurs in a target batch about as often: batches of several images a class. Not where the target has few of the classes or very uneven ones: it spreads predictions over all of them.',
  options: z.strictObject({
    adaptationWeight: z.number().nonnegative().default(1).describe('λ, weight of the nuclear norm; the paper has 1'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
  trainable: (options) => [
    ['backbone/*', options.trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, forwardAll, classificationLoss }, batch) {
    const { source, target } = forwardAll({ source: batch.sourceImages, target: batch.targetImages });
    const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
    const adaptation = batchNuclearNormLoss(target.logits_BK);
    return {
      total: classification.add(adaptation.mul(options.adaptationWeight)),
      terms: { classification, adaptation },
    };
  },
});
