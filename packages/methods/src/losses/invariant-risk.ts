import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { meanByDomain } from './mean-by-domain.ts';

/**
 * The penalty of IRMv1 (Arjovsky et al. 2019, arXiv 1907.02893, equation 4): for each domain the squared derivative, at
 * w = 1, of its mean cross-entropy with the logits multiplied by w; then the mean over domains. The derivative has the closed
 * form Σ_k (p_k − y_k) z_k, so that its gradient is of first order.
 */
export function invariantRiskPenalty(
  logits_BK: Tensor2D,
  labels_B: Tensor1D,
  domains_B: Tensor1D,
  domains: number,
): Scalar {
  const labels_BK = tf.oneHot(labels_B, logits_BK.shape[1]);
  const slopes_B = tf.sum(tf.mul(tf.sub(tf.softmax(logits_BK), labels_BK), logits_BK), 1) as Tensor1D;
  return tf.mean(tf.square(meanByDomain(slopes_B, domains_B, domains)));
}
