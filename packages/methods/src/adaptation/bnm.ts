import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { batchNuclearNormLoss } from '../losses/singular-values.ts';

/** Predictions on a target batch are made certain and diverse at once. */
export const bnm = defineTermMethod({
  name: 'bnm',
  family: 'adaptation',
  paper: 'Cui et al. 2020, arXiv 2003.12237, equation 11',
  description:
    'Batch nuclear-norm maximisation: the sum of the singular values of the target’s predictions in a batch is enlarged. Unlike entropy alone it is not served by calling everything one class. Wants batches with several images a class.',
  helps:
    'Helps where every class occurs in a target batch about as often: batches of several images a class. Not where the target has few of the classes or very uneven ones: it spreads predictions over all of them.',
  weight: z.number().nonnegative().default(1).describe('λ, weight of the nuclear norm; the paper has 1'),
  options: {},
  term: (_context, { target }) => batchNuclearNormLoss(target.logits_BK),
});
