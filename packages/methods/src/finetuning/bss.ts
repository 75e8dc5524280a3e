import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { smallestSingularValuesLoss } from '../losses/singular-values.ts';

/** Fine-tuning that lets go of the directions in which features transfer worst. */
export const bss = defineMethod({
  name: 'bss',
  family: 'finetuning',
  paper: 'Chen et al. 2019, Catastrophic Forgetting Meets Negative Transfer, equation 3',
  description:
    'Batch spectral shrinkage: fine-tuning with a penalty on the smallest singular values of the features of a batch, in which negative transfer lies.',
  helps: 'Helps fine-tuning with few labels, where old knowledge can hurt. Little with many labels.',
  options: z.strictObject({
    spectralWeight: z.number().nonnegative().default(0.001).describe('η, weight of the penalty; the paper has 0.001'),
    count: z.number().int().positive().default(1).describe('k, how many singular values are shrunk; the paper has 1'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: ({ trunkRateFactor }) => [
    ['backbone/*', trunkRateFactor],
    ['head/*', 1],
  ],
  loss({ options, forward, classificationLoss }, batch) {
    const { logits_BK, features_BF } = forward(batch.sourceImages);
    const classification = classificationLoss(logits_BK, batch.sourceLabels_B);
    const spectrum = smallestSingularValuesLoss(features_BF, options.count);
    return {
      total: classification.add(spectrum.mul(options.spectralWeight)),
      terms: { classification, spectrum },
    };
  },
});
