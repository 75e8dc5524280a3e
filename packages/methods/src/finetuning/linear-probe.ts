import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';

/** The trunk stays as it is; only the head learns, from cached embeddings. */
export const linearProbe = defineMethod({
  name: 'linear-probe',
  family: 'finetuning',
  paper: 'Alain and Bengio 2016, arXiv 1610.01644',
  description: 'Only the head learns; the trunk is frozen and never run twice on an image.',
  helps:
    'Helps with very few labels, far targets and short time: nothing is forgotten. Stays behind where the trunk’s features do not separate the classes.',
  departures: ['one probe, on the embedding; the paper has one behind every layer'],
  options: z.strictObject({
    headRateFactor: z.number().positive().default(1).describe('Factor on the learning rate of the head'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: (options) => [
    ['backbone/*', 'frozen'],
    ['head/*', options.headRateFactor],
  ],
  loss: sourceClassification,
});
