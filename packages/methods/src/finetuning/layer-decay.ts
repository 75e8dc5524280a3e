import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import type { TrainableRule } from '../trainable-rules.ts';
import { sourceClassification } from '../source-classification.ts';

/** The deeper a block lies, the slower it learns. */
export const layerDecay = defineMethod({
  name: 'layer-decay',
  family: 'finetuning',
  paper:
    'Howard and Ruder 2018, arXiv 1801.06146, section 3.2; as one decay a block after Clark et al. 2020, arXiv 2003.10555',
  description:
    'Discriminative learning rates: the head learns at the full rate, the trunk’s last block at a share of it, and each block before at the same share of the block behind it.',
  helps:
    'Helps where early features fit and late ones do not, which is usual; it softens full fine-tuning. Not where the pictures themselves look different: early blocks then need to move most.',
  departures: ['one decay a block, 0.65; Howard and Ruder divide by 2.6 from layer to layer'],
  options: z.strictObject({
    decay: z
      .number()
      .positive()
      .max(1)
      .default(0.65)
      .describe('Rate of a block as a share of the rate of the block behind it; 1 is full fine-tuning'),
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of the head'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: ({ decay, rateFactor }, { trunk: { blocks } }) => [
    ...blocks.flatMap(({ parameters }, depth) =>
      parameters.map((name): TrainableRule => [name, rateFactor * decay ** (blocks.length - depth)]),
    ),
    ['head/*', rateFactor],
  ],
  loss: sourceClassification,
});
