import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';

/** Weights of the two parts of {@link jointCosts}. */
export interface JointCostWeights {
  /** α, of the distance between features. */
  readonly featureWeight: number;
  /** λ_t, of the loss of a source label on a target's prediction. */
  readonly labelWeight: number;
}

/**
 * What it costs to pair each source example with each target example, `[S, T]`: α ‖g(x_i) − g(x_j)‖² + λ_t · cross-entropy of the
 * target's prediction with the source's label (Damodaran et al. 2018, arXiv 1803.10081, equation 8).
 */
export function jointCosts(
  source_SF: Tensor2D,
  sourceLabels_S: Tensor1D,
  target_TF: Tensor2D,
  targetLogits_TK: Tensor2D,
  { featureWeight, labelWeight }: JointCostWeights,
): Tensor2D {
  const difference_STF = tf.sub(tf.expandDims(source_SF, 1), tf.expandDims(target_TF, 0));
  const distances_ST = tf.sum(tf.square(difference_STF), 2);
  const oneHot_SK = tf.oneHot(sourceLabels_S, targetLogits_TK.shape[1]);
  const losses_ST = tf.neg(tf.matMul(oneHot_SK, tf.logSoftmax(targetLogits_TK), false, true));
  return tf.add(tf.mul(distances_ST, featureWeight), tf.mul(losses_ST, labelWeight)) as Tensor2D;
}

/** Σ_ij γ_ij c_ij: what a plan `[S, T]` of mass 1 costs. */
export function transportLoss(costs_ST: Tensor2D, plan_ST: Tensor2D): Scalar {
  return tf.sum(tf.mul(costs_ST, plan_ST));
}
