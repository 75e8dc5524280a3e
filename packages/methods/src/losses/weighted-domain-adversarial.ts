import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';

/**
 * Binary cross-entropy of a domain discriminator whose logit says "source", each example weighed:
 *
 *     L = ½ (1/S Σ_i v_i log(1 + e^(−z_i)) + 1/T Σ_j w_j log(1 + e^(z_j)))
 *
 * Sums are divided by the sizes of the batches, not by the sums of the weights: weights that are to leave the size of the
 * loss as it is have a mean of 1. With weights of 1 it is `domainAdversarialLoss` (Long et al. 2018, arXiv 1705.10667,
 * CDAN+E; Cao et al. 2018, arXiv 1808.04205, PADA).
 */
export function weightedDomainAdversarialLoss(
  sourceDomainLogits_S1: Tensor2D,
  targetDomainLogits_T1: Tensor2D,
  sourceWeights_S: Tensor1D,
  targetWeights_T: Tensor1D,
): Scalar {
  const source_S = tf.softplus(tf.neg(tf.squeeze(sourceDomainLogits_S1, [1])));
  const target_T = tf.softplus(tf.squeeze(targetDomainLogits_T1, [1]));
  const weighed = tf.add(tf.mean(tf.mul(source_S, sourceWeights_S)), tf.mean(tf.mul(target_T, targetWeights_T)));
  return tf.mul(weighed, 0.5);
}
