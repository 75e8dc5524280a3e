import { tf, type Scalar, type Tensor2D } from '@trunkline/engine';

/**
 * How far two classifiers are apart on a batch: the mean over examples and classes of |p₁ − p₂|, with p the softmax of the
 * logits `_BK` (Saito et al. 2018, arXiv 1712.02560, equation 3). Symmetric; 0 where both agree.
 */
export function discrepancyLoss(logits_BK: Tensor2D, otherLogits_BK: Tensor2D): Scalar {
  return tf.mean(tf.abs(tf.sub(tf.softmax(logits_BK), tf.softmax(otherLogits_BK))));
}
