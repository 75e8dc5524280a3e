import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { entropyLoss } from '../losses/entropy.ts';

/** Predictions on the target are made certain, whatever they are. */
export const minimumEntropy = defineMethod({
  name: 'minimum-entropy',
  family: 'adaptation',
  paper: 'Grandvalet and Bengio 2005, Semi-supervised Learning by Entropy Minimization, equation 6',
  description:
    'Entropy minimisation: classification of the source, and the mean entropy of predictions on the target. Nothing keeps it from calling everything one class: watch the shares of the predicted classes.',
  helps:
    'Helps a little where the source model is mostly right on the target. Nothing keeps it from calling everything one class: with weights that are too high, or a poor start, it does.',
  departures: ['the unlabelled images come from another domain; the paper has one'],
  options: z.strictObject({
    adaptationWeight: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe('λ, weight of the entropy; the paper chooses it by validation from 0 to 1'),
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
    const adaptation = entropyLoss(target.logits_BK);
    return {
      total: classification.add(adaptation.mul(options.adaptationWeight)),
      terms: { classification, adaptation },
    };
  },
});
