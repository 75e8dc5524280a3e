import { stopGradient, tf, type Scalar, type Tensor1D } from '@trunkline/engine';
import { z } from 'zod';
import { defineTermMethod } from '../define-term-method.ts';
import { crossEntropyPerExample } from '../losses/cross-entropy.ts';

/** What the model is sure of on the target becomes a label there. */
export const pseudoLabel = defineTermMethod({
  name: 'pseudo-label',
  family: 'adaptation',
  paper: 'Lee 2013, Pseudo-Label, equations 15 and 16',
  description:
    'Pseudo-labels: the class that the model gives a target image counts as its label, with a weight that grows along the training.',
  helps:
    'Helps where the model is right about what it is sure of on the target. Wrong sure labels teach themselves; it then ends below source-only.',
  departures: [
    'only predictions above a threshold count, as is usual since; the paper takes them all',
    'the full weight is 1, the paper’s 3',
    'the unlabelled images come from another domain; the paper has one',
  ],
  weight: z.number().nonnegative().default(1).describe('α, full weight of the target’s term; the paper has 3'),
  options: {
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe('Smallest confidence of a label that is learnt from; 0: all'),
    rampFrom: z.number().min(0).max(1).default(0.1).describe('Share of the steps before the weight begins to grow'),
    rampTo: z.number().min(0).max(1).default(0.6).describe('Share of the steps at which it has its full value'),
  },
  term({ options, weight, progress }, { target }) {
    const certain_BK = stopGradient(tf.softmax(target.logits_BK));
    const labels_B = tf.argMax(certain_BK, 1) as Tensor1D;
    const mask_B = tf.cast(tf.greaterEqual(tf.max(certain_BK, 1), options.threshold), 'float32');
    const value = tf.mean(tf.mul(mask_B, crossEntropyPerExample(target.logits_BK, labels_B))) as Scalar;
    const factor = weight * ramp(progress.fraction, options.rampFrom, options.rampTo);
    return {
      value,
      factor,
      measurements: { 'adaptation-weight': factor, 'confident-share': tf.mean(mask_B) as Scalar },
    };
  },
});

/** 0 up to `from`, 1 from `to` on, a straight line between. */
export function ramp(fraction: number, from: number, to: number): number {
  if (fraction >= to) return 1;
  return fraction <= from ? 0 : (fraction - from) / (to - from);
}
