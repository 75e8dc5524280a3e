import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';

/**
 * − 1/|P_i| Σ_{j ∈ P_i} log( exp(s_ij) / Σ_n exp(s_in) ), its mean over rows i: the share of the positives of each row in a
 * softmax over keys (van den Oord et al. 2018, arXiv 1807.03748; with several positives Zhong et al. 2020, arXiv 2011.06182).
 * `similarities_BN` are divided by the temperature already; `positives_BN` is 1 where a key is of the row's own class, and 0;
 * `present_N` is 0 for keys that do not count. Each row has a positive that counts.
 */
export function contrastLoss(similarities_BN: Tensor2D, positives_BN: Tensor2D, present_N: Tensor1D): Scalar {
  const counted_BN = tf.mul(positives_BN, present_N);
  // far below every similarity, and finite: 0 · −∞ has no value
  const shown_BN = tf.add(similarities_BN, tf.mul(tf.sub(present_N, 1), 1e9)) as Tensor2D;
  const logarithms_B = tf.sum(tf.mul(counted_BN, tf.logSoftmax(shown_BN)), 1);
  return tf.neg(tf.mean(tf.div(logarithms_B, tf.sum(counted_BN, 1))));
}

/** Rows of length 1: x / √(‖x‖² + 10⁻¹²). */
export function unitRows(x_BD: Tensor2D): Tensor2D {
  return tf.div(x_BD, tf.sqrt(tf.add(tf.sum(tf.square(x_BD), 1, true), 1e-12)));
}
