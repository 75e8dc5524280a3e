import { tf, type Tensor2D } from '@trunkline/engine';

/** Rows scaled to a root mean square of 1, `[B, D]`: their length tells a discriminator nothing and cannot be grown. */
export function unitRootMeanSquare(embedding_BD: Tensor2D): Tensor2D {
  const meanSquare_B1 = tf.mean(tf.square(embedding_BD), 1, true);
  return tf.mul(embedding_BD, tf.rsqrt(tf.add(meanSquare_B1, 1e-6)));
}
