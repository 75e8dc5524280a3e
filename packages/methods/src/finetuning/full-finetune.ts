import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';

/** Everything learns at one rate. */
export const fullFinetune = defineMethod({
  name: 'full-finetune',
  family: 'finetuning',
  paper: 'Yosinski et al. 2014, arXiv 1411.1792',
  description:
    'Every parameter learns from the source labels at one and the same rate: that of the trunk in source-only, for the head as well.',
  helps:
    'Helps with many labels, or a task far from the trunk’s own. With few labels it distorts features: better where it was trained, worse out of distribution.',
  options: z.strictObject({
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of all parameters'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: (options) => [
    ['backbone/*', options.rateFactor],
    ['head/*', options.rateFactor],
  ],
  loss: sourceClassification,
});
