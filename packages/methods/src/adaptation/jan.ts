import { tf } from '@trunkline/engine';
import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { maximumMeanDiscrepancyLoss } from '../losses/maximum-mean-discrepancy.ts';

/** Half of 1.68, the fixed bandwidth that the authors' code has for predictions, whose distances are tiny at first. */
const predictionScale = 0.84;

/** Features and predictions of source and target are drawn together as pairs, not each for itself. */
export const jan = defineTermMethod({
  name: 'jan',
  family: 'adaptation',
  paper: 'Long et al. 2017, arXiv 1605.06636, equation 9',
  description:
    'Joint adaptation network: the maximum mean discrepancy of features and predictions together, whose kernel is the product of theirs.',
  helps:
    'As DAN, and better where features and predictions shift together. The batch must say something about both: little on small batches or with many classes.',
  departures: [
    'the estimate takes all pairs of a batch; the paper’s is of linear time',
    'no adversarial kernel (JAN-A)',
    'the bandwidth of predictions is fixed, as in the authors’ code',
  ],
  weight: z.number().nonnegative().default(1).describe('λ, weight of the discrepancy; the paper goes up to 1'),
  options: {
    bandwidths: z
      .array(z.number().positive())
      .min(1)
      .default([0.125, 0.25, 0.5, 1, 2])
      .describe('Widths of the kernels of features, as factors of the mean squared distance in a batch'),
  },
  smallestBatch: 2,
  term: ({ options: { bandwidths } }, { source, target }) =>
    maximumMeanDiscrepancyLoss([
      { source_SD: source.features_BF, target_TD: target.features_BF, bandwidths },
      {
        source_SD: tf.softmax(source.logits_BK),
        target_TD: tf.softmax(target.logits_BK),
        bandwidths: [1],
        scale: predictionScale,
      },
    ]),
});
