import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { coralLoss } from '../losses/coral.ts';

/** Second-order statistics of the two domains are drawn together. */
export const deepCoral = defineTermMethod({
  name: 'deep-coral',
  family: 'adaptation',
  paper: 'Sun and Saenko 2016, arXiv 1607.01719, equation 1',
  description:
    'The covariances of the source and the target batch are drawn together, on the logits as in the paper or on the embedding.',
  helps:
    'Helps against moderate shifts for next to no cost, where something normalises the features. Little where the domains differ in more than covariance; its weight must be looked for by orders of magnitude.',
  departures: [
    'covariances and the factor 1/(4d²) are the paper’s; DeepDA and TLlib leave out the 4 and add a distance of means',
  ],
  weight: z
    .number()
    .nonnegative()
    .default(1)
    .describe(
      'Weight of the CORAL term, which grows with the fourth power of the features: 1 on the logits of a trunk with batch norm; elsewhere useful weights differ by orders of magnitude, so use a logarithmic grid',
    ),
  options: {
    layer: z
      .enum(['logits', 'embedding'])
      .default('logits')
      .describe(
        'Where covariances are compared; the paper uses the last layer’s outputs. With a bottleneck in the head, embedding is its output',
      ),
  },
  smallestBatch: 2,
  warnings: ({ options: { adaptationWeight }, architecture }) =>
    adaptationWeight >= 0.01 && !architecture.batchNorm
      ? [
          `no layer normalises the features, whose fourth power the term grows with: weight ${adaptationWeight} drowns the classification. Set trunk.batchNorm, head.bottleneck to {} (it has batch norm), or adaptationWeight to 0.001.`,
        ]
      : [],
  term({ options }, { source, target }) {
    const key = options.layer === 'logits' ? 'logits_BK' : 'features_BF';
    return coralLoss(source[key], target[key]);
  },
});
