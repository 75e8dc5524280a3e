import type { Tensor } from '../tensor-types.ts';
import { tf } from '../tf.ts';
import { recordedValue } from './let-through.ts';

/**
 * Gradient reversal (Ganin et al. 2016, eq. 16): forward the identity, backward −weight times the gradient. What stands
 * above it is trained to minimise its loss, what stands below to maximise it. First-order gradients only.
 */
export function reverseGradient<T extends Tensor>(x: T, weight: number): T {
  const recorded = recordedValue(() => x.dataSync() as Float32Array);
  if (recorded) {
    const constant = tf.tensor(recorded, x.shape);
    return tf.sub(constant, tf.mul(tf.sub(x, constant), weight)) as T;
  }
  const reversed = tf.customGrad((input) => ({
    value: (input as Tensor).clone(),
    gradFunc: (gradient: Tensor) => tf.mul(gradient, -weight),
  }));
  return reversed(x) as T;
}
