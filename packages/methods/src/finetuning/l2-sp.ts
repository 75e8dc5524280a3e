import { z } from 'zod';
import { tf, type Scalar, type Tensor } from '@trunkline/engine';
import { defineMethod } from '../define-method.ts';
import { squaredDistanceLoss, squaredNormLoss } from '../losses/squared-distance.ts';
import { copyOf } from '../module.ts';
import type { Architecture } from '../architecture.ts';

/** Fine-tuning that is drawn to where it started instead of to 0. */
export const l2Sp = defineMethod({
  name: 'l2-sp',
  family: 'finetuning',
  paper: 'Li et al. 2018, arXiv 1802.01483, equation 2',
  description:
    'Fine-tuning with α/2 · ‖w − w⁰‖² on the trunk, where w⁰ is the trunk as it was at the start, and β/2 · ‖w‖² on the head, in place of weight decay.',
  helps:
    'Helps with few labels near the trunk’s own task, where weight decay would draw good weights to 0. Hinders where the task needs other features.',
  options: z.strictObject({
    trunkWeight: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe('α, how strongly the trunk is drawn to its start; the paper chooses it by validation'),
    headWeight: z.number().nonnegative().default(0.01).describe('β, how strongly the head is drawn to 0'),
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  sees: ['sourceImages', 'sourceLabels_B'],
  modules: (_options, architecture) => ({ start: copyOf(architecture, 'start', 'backbone/*') }),
  trainable: ({ trunkRateFactor }) => [
    ['start/*', 'frozen'],
    ['backbone/*', { rate: trunkRateFactor, weightDecay: false }],
    ['head/*', { rate: 1, weightDecay: false }],
  ],
  loss({ options, architecture, parameters, forward, classificationLoss }, batch) {
    const classification = classificationLoss(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
    const at = (name: string): Tensor => parameters[name] as Tensor;
    const trunk = squaredDistanceLoss(
      learnable(architecture.trunk.parameters()).map((name) => [at(name), at(`start/${name}`)] as const),
    );
    const head = squaredNormLoss(learnable(architecture.head.parameters).map(at));
    const total = tf.addN([
      classification,
      tf.mul(trunk, options.trunkWeight),
      tf.mul(head, options.headWeight),
    ]) as Scalar;
    return { total, terms: { classification, trunk, head } };
  },
});

/** Names of what gradients reach: no running statistics. */
function learnable(parameters: Architecture['parameters']): readonly string[] {
  return parameters.filter((one) => one.learnable !== false).map(({ name }) => name);
}
