import { tf } from '../tf.ts';
import { checkNumber } from './check-number.ts';
import type { SgdOptions } from './optimiser.ts';
import type { UpdateRule } from './update-rule.ts';

/** Stochastic gradient descent with momentum as PyTorch has it: v ← m·v + g, then w ← w − rate·v (Nesterov: rate·(g + m·v)). */
export function sgdRule(options: SgdOptions): UpdateRule {
  const momentum = checkNumber('momentum', options.momentum ?? 0, (value) => value >= 0 && value < 1, 'in [0, 1)');
  const nesterov = options.nesterov ?? false;
  checkNumber('momentum', momentum, (value) => !nesterov || value > 0, 'above 0 with nesterov');
  if (momentum === 0) {
    return {
      slotNames: [],
      fused: (rate) => ({ kernel: 'ResourceApplyGradientDescent', attributes: {}, inputs: [rate, 'gradient'] }),
      plain: (parameter, _slots, gradient, rate) => [tf.sub(parameter, tf.mul(gradient, rate))],
    };
  }
  return {
    slotNames: ['momentum'],
    fused: (rate) => ({
      kernel: 'ResourceApplyMomentum',
      attributes: { use_nesterov: nesterov },
      inputs: [rate, 'gradient', momentum],
    }),
    plain(parameter, [velocity], gradient, rate) {
      const next = tf.add(tf.mul(velocity as NonNullable<typeof velocity>, momentum), gradient);
      const direction = nesterov ? tf.add(gradient, tf.mul(next, momentum)) : next;
      return [tf.sub(parameter, tf.mul(direction, rate)), next];
    },
  };
}
