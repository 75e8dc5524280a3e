import { tf, type Tensor, type Tensor1D } from '@trunkline/engine';
import { z } from 'zod';
import { defineStagedMethod } from '../define-method.ts';
import { centroidLabels } from '../losses/centroid-labels.ts';
import { crossEntropyLoss } from '../losses/cross-entropy.ts';
import { diversity, entropyLoss } from '../losses/entropy.ts';
import type { TrainableRule } from '../trainable-rules.ts';
import { sourceShare, sourceSteps, targetSteps } from '../source-share.ts';

/** The source teaches a head; then the trunk adapts to the target under that head, without the source. */
export const shot = defineStagedMethod({
  name: 'shot',
  family: 'adaptation',
  paper: 'Liang et al. 2020, arXiv 2002.08546, equations 1 to 7',
  description:
    'Source hypothesis transfer: first the source alone; then its head stays, no source image is read, and the trunk learns certain, diverse predictions and its own centroid labels on the target.',
  helps:
    'Helps where the source may not be read while adapting, and as well as the best where the target’s classes occur about as often. Not with classes that the target lacks, which its diversity calls up.',
  departures: [
    'the classifier has no weight normalisation, and a bottleneck only where the experiment’s head has one',
    'centroid labels are computed a number of times in a run (refreshes), not once an epoch',
    'source and target stages share the experiment’s steps, by sourceShare',
  ],
  options: z.strictObject({
    sourceShare,
    labelSmoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0.1)
      .describe('Label smoothing of the source stage; the paper has 0.1'),
    pseudoLabelWeight: z
      .number()
      .nonnegative()
      .default(0.3)
      .describe('β, weight of the cross-entropy with centroid labels; the paper has 0.3, and 0.1 for digits'),
    refreshes: z
      .number()
      .int()
      .positive()
      .default(15)
      .describe('How often the centroid labels are computed anew; the paper does it once an epoch'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  stages: (stage) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B'],
      steps: sourceSteps,
      trainable: ({ trunkRateFactor }) => [
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
      ],
      loss({ forward, classificationLoss, options: { labelSmoothing } }, batch) {
        const { logits_BK } = forward(batch.sourceImages);
        const classification = classificationLoss(logits_BK, batch.sourceLabels_B, { labelSmoothing });
        return { total: classification, terms: { classification } };
      },
    }),
    stage({
      name: 'target',
      sees: ['targetImages', 'targetIndices_B'],
      steps: targetSteps,
      // a bottleneck belongs to the encoder that adapts, as in the paper; what classifies behind it stays
      trainable: ({ trunkRateFactor }, { head: { parameters } }) => [
        ['backbone/*', trunkRateFactor],
        ...parameters
          .filter(({ name }) => name.startsWith('head/bottleneck/'))
          .map(({ name }): TrainableRule => [name, trunkRateFactor]),
        ['head/*', 'frozen'],
      ],
      refresh: {
        every: ({ refreshes }, steps) => Math.ceil(steps / refreshes),
        reads: ['targetTrainLogits', 'targetTrainEmbeddings'],
        compute({ targetTrainLogits, targetTrainEmbeddings }, { classes, embeddingWidth }) {
          const values = centroidLabels(targetTrainLogits, targetTrainEmbeddings, classes, embeddingWidth);
          return { centroidLabels_N: { shape: [values.length], values } };
        },
      },
      loss({ forward, notes, options }, batch) {
        const { logits_BK } = forward(batch.targetImages);
        const labels_B = tf.gather(notes['centroidLabels_N'] as Tensor, batch.targetIndices_B) as Tensor1D;
        const entropy = entropyLoss(logits_BK);
        const spread = diversity(logits_BK);
        const pseudoLabels = crossEntropyLoss(logits_BK, labels_B);
        return {
          total: entropy.sub(spread).add(pseudoLabels.mul(options.pseudoLabelWeight)),
          terms: { entropy, diversity: spread, 'pseudo-labels': pseudoLabels },
        };
      },
    }),
  ],
});
