import type { Tensor, Variable } from '../tensor-types.ts';
import { tf } from '../tf.ts';

/**
 * Moves `moving` towards the statistic of one batch: moving ← (1 − momentum) · moving + momentum · batch. PyTorch's
 * momentum, 0.1 by default; Keras calls 0.9 what is 0.1 here.
 */
export function updateMovingStatistics(moving: Variable, batch: Tensor, momentum = 0.1): void {
  const next = tf.tidy(() => tf.add(tf.mul(moving, 1 - momentum), tf.mul(batch, momentum)));
  moving.assign(next);
  next.dispose();
}
