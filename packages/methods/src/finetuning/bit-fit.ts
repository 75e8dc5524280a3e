import { z } from 'zod';
import type { Architecture } from '../architecture.ts';
import { defineMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** Only what is added learns: the biases of the trunk, and the head. */
export const bitFit = defineMethod({
  name: 'bit-fit',
  family: 'finetuning',
  paper: 'Ben Zaken et al. 2022, arXiv 2106.10199; for convolutions Cai et al. 2020, arXiv 2007.11622',
  description:
    'Bias-only fine-tuning: the biases of the trunk, or the offsets of its batch norm, learn with the head; every kernel stays. A thousandth of the parameters, and a trunk that is shared between tasks.',
  helps:
    'Helps where memory or storage of many tasks is short and the new task is near the old one. Too little where the pictures or the classes are far from what the trunk knows.',
  options: z.strictObject({
    biasRateFactor: z.number().positive().default(1).describe('Factor on the learning rate of the biases'),
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of the head'),
  }),
  requires: (architecture) =>
    biases(architecture).length > 0
      ? undefined
      : `BitFit trains biases, and ${architecture.trunk.name} has neither biases nor offsets of batch norm.`,
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: ({ biasRateFactor, rateFactor }, architecture) => [
    ...biases(architecture).map((name): TrainableRule => [name, { rate: biasRateFactor, weightDecay: false }]),
    ['backbone/*', 'frozen'],
    ['head/*', rateFactor],
  ],
  loss: sourceClassification,
});

/** What is added to a value in the trunk. */
function biases({ trunk }: Architecture): readonly string[] {
  return trunk
    .parameters()
    .map(({ name }) => name)
    .filter((name) => /\/(bias|offset)$/.test(name));
}
