import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { classConfusionLoss } from '../losses/class-confusion.ts';

/** The classes that a target image might belong to are told apart: what the classifier confuses on the target is minimised. */
export const mcc = defineTermMethod({
  name: 'mcc',
  family: 'adaptation',
  paper: 'Jin et al. 2020, arXiv 1912.03699, equation 8',
  description:
    'Minimum class confusion: predictions on the target that two classes share are made rarer. No discriminator, and nothing of the source in the term; wants batches with several images a class.',
  helps:
    'Helps where batches hold several images a class, with uneven or missing classes too, since it aligns no distributions. Little with many classes on small batches, or where the source model is wrong on the target.',
  weight: z
    .number()
    .nonnegative()
    .default(1)
    .describe('Weight of the class confusion, the same from the first step to the last; the paper has 1'),
  options: {
    temperature: z
      .number()
      .positive()
      .default(2.5)
      .describe('What logits are divided by before they become probabilities; the paper has 2.5'),
  },
  term: ({ options }, { target }) => classConfusionLoss(target.logits_BK, options.temperature),
});
