import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { entropyLoss } from '../losses/entropy.ts';

/** Predictions on the target are made certain, whatever they are. */
export const minimumEntropy = defineTermMethod({
  name: 'minimum-entropy',
  family: 'adaptation',
  paper: 'Grandvalet and Bengio 2005, Semi-supervised Learning by Entropy Minimization, equation 6',
  description:
    'Entropy minimisation: classification of the source, and the mean entropy of predictions on the target. Nothing keeps it from calling everything one class: watch the shares of the predicted classes.',
  helps:
    'Helps a little where the source model is mostly right on the target. Nothing keeps it from calling everything one class: with weights that are too high, or a poor start, it does.',
  departures: ['the unlabelled images come from another domain; the paper has one'],
  weight: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe('λ, weight of the entropy; the paper chooses it by validation from 0 to 1'),
  options: {},
  term: (_context, { target }) => entropyLoss(target.logits_BK),
});
