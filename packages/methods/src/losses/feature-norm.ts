import { stopGradient, tf, type Scalar, type Tensor2D } from '@trunkline/engine';

/** Euclidean norms of rows, `_B`; the gradient of a row of zeros is 0. */
function norms(features_BF: Tensor2D) {
  return tf.sqrt(tf.add(tf.sum(tf.square(features_BF), 1), 1e-12));
}

/**
 * Mean squared distance of each feature’s norm to what it was a moment ago plus `step`: it is always step², and its
 * gradient enlarges every norm (Xu et al. 2019, arXiv 1811.07456, equation 6).
 */
export function stepwiseNormLoss(features_BF: Tensor2D, step: number): Scalar {
  const norms_B = norms(features_BF);
  return tf.mean(tf.square(tf.sub(norms_B, stopGradient(tf.add(norms_B, step)))));
}

/** Mean norm of features: what stepwise enlargement lets grow. */
export function meanNorm(features_BF: Tensor2D): Scalar {
  return tf.mean(norms(features_BF));
}
