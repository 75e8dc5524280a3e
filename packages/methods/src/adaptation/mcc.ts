import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { classConfusionLoss } from '../losses/class-confusion.ts';

/** The classes that a target image might belong to are told apart: what the classifier confuses on the target is minimised. */
export const mcc = defineMethod({
  name: 'mcc',
  family: 'adaptation',
  paper: 'Jin et al. 2020, arXiv 1912.03699, equation 8',
  description:
    'Minimum class confusion: predictions on the target that two classes share are made rarer. No discriminator, and nothing of the source in the term; wants batches with several images a class.',
  helps:
    'Helps where batches hold several images a class, with uneven or missing classes too, since it aligns no distributions. Little with many classes on small batches, or where the source model is wrong on the target.',
  options: z.strictObject({
    adaptationWeight: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Weight of the class confusion, the same from the first step to the last; the paper has 1'),
    temperature: z
      .number()
      .positive()
      .default(2.5)
      .describe('What logits are divided by before they become probabilities; the paper has 2.5'),
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
    const adaptation = classConfusionLoss(target.logits_BK, options.temperature);
    return {
      total: classification.add(adaptation.mul(options.adaptationWeight)),
      terms: { classification, adaptation },
    };
  },
});
