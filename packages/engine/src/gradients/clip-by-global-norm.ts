import type { Tensor } from '../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { tf } from '../tf.ts';
import type { Gradients } from './parameters.ts';

/** √Σ‖g‖² over all gradients (Pascanu et al. 2013). */
export function globalNorm(gradients: Gradients): number {
  const values = Object.values(gradients);
  if (values.length === 0) return 0;
  const squares = tf.tidy(() => tf.addN(values.map((gradient) => tf.sum(tf.square(gradient)))));
  const sum = squares.dataSync()[0] ?? Number.NaN;
  squares.dispose();
  return Math.sqrt(sum);
}

/**
 * Scales all gradients by `maximumNorm / norm` when their global norm is above `maximumNorm` (as PyTorch's
 * `clip_grad_norm_`, without its 1e-6). Takes over the gradients it is given: use those it answers. `norm` is the norm
 * before. Throws `TL_GRADIENT_NOT_FINITE`, and the gradients are disposed then.
 */
export function clipByGlobalNorm(gradients: Gradients, maximumNorm: number): { gradients: Gradients; norm: number } {
  if (!(maximumNorm > 0)) {
    throw new TrunklineError('TL_BAD_OPTION', `The maximum norm is ${maximumNorm}, expected a number above 0.`, {
      hint: 'Leave clipping out instead of giving 0.',
      exitStatus: 2,
    });
  }
  const norm = globalNorm(gradients);
  if (!Number.isFinite(norm)) {
    for (const gradient of Object.values(gradients)) gradient.dispose();
    throw new TrunklineError('TL_GRADIENT_NOT_FINITE', `The norm of the gradients is ${norm}.`, {
      hint: 'Lower the learning rate or add warm-up steps; no weight was changed by this step.',
    });
  }
  if (norm <= maximumNorm) return { gradients, norm };
  const scale = maximumNorm / norm;
  const clipped = Object.entries(gradients).map(([name, gradient]): [string, Tensor] => {
    const scaled = tf.mul(gradient, scale);
    gradient.dispose();
    return [name, scaled];
  });
  return { gradients: Object.fromEntries(clipped), norm };
}
