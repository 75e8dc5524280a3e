import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** The last blocks and the head learn; what lies before stays, and is computed once. */
export const lastBlocks = defineMethod({
  name: 'last-blocks',
  family: 'finetuning',
  paper: 'Yosinski et al. 2014, arXiv 1411.1792, section 4: the first n layers kept, the rest fine-tuned',
  description:
    'Fine-tuning of the trunk’s last blocks with the head: early features are general, late ones are the task’s. The frozen blocks are cached.',
  helps:
    'Helps with a moderate number of labels, cheaply: what is frozen is computed once. Too little where low-level appearance differs from the trunk’s pictures.',
  options: z.strictObject({
    blocks: z.number().int().positive().default(1).describe('So many blocks learn, counted from the head'),
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of all that learns'),
  }),
  requires: ({ trunk }, { blocks }) =>
    blocks <= trunk.blocks.length
      ? undefined
      : `${trunk.name} has ${trunk.blocks.length} blocks, fewer than ${blocks}.`,
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: ({ blocks, rateFactor }, { trunk }) => [
    ...trunk.blocks
      .slice(-blocks)
      .flatMap(({ parameters }) => parameters.map((name): TrainableRule => [name, rateFactor])),
    ...(blocks < trunk.blocks.length ? [['backbone/*', 'frozen'] as const] : []),
    ['head/*', rateFactor],
  ],
  loss: sourceClassification,
});
