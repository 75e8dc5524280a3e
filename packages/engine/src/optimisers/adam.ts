import type { Tensor } from '../tensor-types.ts';
import { tf } from '../tf.ts';
import { checkNumber } from './check-number.ts';
import type { AdamOptions } from './optimiser.ts';
import type { UpdateRule } from './update-rule.ts';

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with ε added to √v̂ after the correction of its bias, as PyTorch has it:
 * w ← w − rate · m̂ / (√v̂ + ε). TensorFlow's kernel adds ε before the correction; it is scaled to mean the same.
 */
export function adamRule(options: AdamOptions): UpdateRule {
  const inUnit = (value: number) => value >= 0 && value < 1;
  const beta1 = checkNumber('beta1', options.beta1 ?? 0.9, inUnit, 'in [0, 1)');
  const beta2 = checkNumber('beta2', options.beta2 ?? 0.999, inUnit, 'in [0, 1)');
  const epsilon = checkNumber('epsilon', options.epsilon ?? 1e-8, (value) => value > 0, 'above 0');
  return {
    slotNames: ['firstMoment', 'secondMoment'],
    fused: (rate, step) => ({
      kernel: 'ResourceApplyAdam',
      attributes: { use_nesterov: false },
      inputs: [beta1 ** step, beta2 ** step, rate, beta1, beta2, epsilon * Math.sqrt(1 - beta2 ** step), 'gradient'],
    }),
    plain(parameter, slots, gradient, rate, step) {
      const [first, second] = slots as [Tensor, Tensor];
      const nextFirst = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
      const nextSecond = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const scale = tf.add(tf.sqrt(tf.mul(nextSecond, 1 / (1 - beta2 ** step))), epsilon);
      const change = tf.mul(tf.div(nextFirst, scale), rate / (1 - beta1 ** step));
      return [tf.sub(parameter, change), nextFirst, nextSecond];
    },
  };
}
