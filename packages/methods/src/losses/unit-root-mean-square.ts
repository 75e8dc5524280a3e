import { tf, type Tensor2D } from '@trunkline/engine';

/** Rows scaled to a root mean square of 1, `[B, F]`: their length tells a discriminator nothing and cannot be grown. */
export function unitRootMeanSquare(features_BF: Tensor2D): Tensor2D {
  const meanSquare_B1 = tf.mean(tf.square(features_BF), 1, true);
  return tf.mul(features_BF, tf.rsqrt(tf.add(meanSquare_B1, 1e-6)));
}
