import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** One chosen block learns, wherever it lies. */
export const surgical = defineMethod({
  name: 'surgical',
  family: 'finetuning',
  paper: 'Lee et al. 2023, arXiv 2210.11466, section 3',
  description:
    'Surgical fine-tuning: one block and the head learn. The first block for pictures that look different, one in the middle for other parts of known classes, the last for other labels.',
  helps:
    'Helps with few labels where one knows what changed: the first block for other looks, the last for other labels. The wrong block does worse than full fine-tuning.',
  departures: ['the head is new here, so it learns as well'],
  options: z.strictObject({
    block: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe('Which block learns, counted from the image; 1 is the first'),
    blockRateFactor: z.number().positive().default(1).describe('Factor on the learning rate of that block'),
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of the head'),
  }),
  requires: ({ trunk }, { block }) =>
    block <= trunk.blocks.length
      ? undefined
      : `${trunk.name} has ${trunk.blocks.length} blocks, and no block ${block}.`,
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: ({ block, blockRateFactor, rateFactor }, { trunk }) => [
    ...(trunk.blocks[block - 1]?.parameters ?? []).map((name): TrainableRule => [name, blockRateFactor]),
    ...(trunk.blocks.length > 1 ? [['backbone/*', 'frozen'] as const] : []),
    ['head/*', rateFactor],
  ],
  loss: sourceClassification,
});
