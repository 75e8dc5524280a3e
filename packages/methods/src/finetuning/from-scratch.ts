import { tf } from '@trunkline/engine';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { sourceClassification } from '../source-classification.ts';
import type { TrainableRule } from '../trainable-rules.ts';

/** The control of every transfer: the same trunk without what it had learnt. */
export const fromScratch = defineMethod({
  name: 'from-scratch',
  family: 'finetuning',
  paper: 'He et al. 2019, arXiv 1811.08883; Kornblith et al. 2019, arXiv 1805.08974; initialisation He et al. 2015',
  description:
    'The trunk begins at fresh random values, whatever weights the experiment has, and everything learns as in full-finetune, with the same budget: what is gained beyond it is the weights’ doing.',
  helps:
    'Says what the weights are worth. It is near fine-tuning where labels are many or pictures are far from those of the weights, and far behind with few labels and a short budget.',
  departures: [
    'the budget is that of the other rows; the papers train several times longer from scratch than from weights',
  ],
  options: z.strictObject({
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of all parameters'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: ({ rateFactor }, { trunk }) => [
    ...trunk
      .parameters()
      .filter(({ learnable }) => !learnable)
      .map(({ name }): TrainableRule => [name, 'held']),
    ['backbone/*', rateFactor],
    ['head/*', rateFactor],
  ],
  begin({ architecture, random }) {
    const fresh = architecture.trunk.init(random.fork('from-scratch'));
    const values = Object.fromEntries(Object.entries(fresh).map(([name, value]) => [name, value.clone()]));
    tf.dispose(fresh);
    return values;
  },
  loss: sourceClassification,
});
