import { tf, type Scalar } from '@trunkline/engine';
import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { maximumMeanDiscrepancyLoss } from '../losses/maximum-mean-discrepancy.ts';

/** Source and target are drawn together in every moment that Gaussian kernels of several widths can see. */
export const dan = defineTermMethod({
  name: 'dan',
  family: 'adaptation',
  paper: 'Long et al. 2015, arXiv 1502.02791, equation 4',
  description:
    'Deep adaptation network: the multi-kernel maximum mean discrepancy between source and target, of the features and of the logits.',
  helps:
    'Helps against moderate shifts, with a smooth term and no adversary to balance. Little where domains lie far apart, where classes occur unevenly, or on small batches, whose estimate is noisy.',
  departures: [
    'all kernels weigh alike; the paper learns their weights',
    'the estimate takes all pairs of a batch (the unbiased one, without diagonals); the paper’s is of linear time and takes every second one',
    'features and logits are compared, each with kernels of its own, where the paper has the three last layers of AlexNet',
  ],
  weight: z.number().nonnegative().default(1).describe('λ, weight of the discrepancy; the paper has 1'),
  options: {
    bandwidths: z
      .array(z.number().positive())
      .min(1)
      .default([0.125, 0.25, 0.5, 1, 2])
      .describe('Widths of the kernels, as factors of the mean squared distance in a batch'),
    logits: z.boolean().default(true).describe('Compares logits as well as features, as the paper does'),
  },
  smallestBatch: 2,
  term({ options: { bandwidths, logits } }, { source, target }) {
    const ofFeatures = maximumMeanDiscrepancyLoss([
      { source_SD: source.features_BF, target_TD: target.features_BF, bandwidths },
    ]);
    const ofLogits = logits
      ? maximumMeanDiscrepancyLoss([{ source_SD: source.logits_BK, target_TD: target.logits_BK, bandwidths }])
      : tf.scalar(0);
    return tf.add(ofFeatures, ofLogits) as Scalar;
  },
});
