import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';

/** No adaptation: the paired baseline of every adaptation method. */
export const sourceOnly = defineMethod({
  name: 'source-only',
  family: 'baseline',
  role: 'baseline',
  paper: 'the lower bound of every adaptation paper; rates after Ganin et al. 2016, JMLR 17',
  description:
    'The recipe of the adaptation methods (trunk at a tenth of the head’s rate) without their adaptation term: what they must beat.',
  helps:
    'Always worth running: what adaptation must beat, and the model to ship where nothing beats it. It cannot help against a shift that the source does not show.',
  options: z.strictObject({
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: (options) => [
    ['backbone/*', options.trunkRateFactor],
    ['head/*', 1],
  ],
  loss: sourceClassification,
});
