import { stopGradient, tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { crossEntropyLoss } from './cross-entropy.ts';

/** Logits of the classifier and of its adversary on one side. */
export interface Disparity {
  readonly logits_BK: Tensor2D;
  readonly adversary_BK: Tensor2D;
}

/**
 * What the adversary of margin disparity discrepancy minimises (Zhang et al. 2019, arXiv 1904.05801, equation 30, with its
 * sign turned): γ · cross-entropy of the adversary with the classifier’s labels on the source, minus
 * log(1 − p_label) on the target. The classifier’s labels are constants.
 */
export function marginDisparityLoss(source: Disparity, target: Disparity, margin: number): Scalar {
  const labelsOf = ({ logits_BK }: Disparity): Tensor1D => tf.argMax(stopGradient(logits_BK), 1) as Tensor1D;
  const agreement = crossEntropyLoss(source.adversary_BK, labelsOf(source));
  const classes = target.adversary_BK.shape[1];
  const label_TK = tf.oneHot(labelsOf(target), classes);
  // log(1 − p_y) as the log of the sum of the other classes’ probabilities: finite where p_y is 1 to the last digit
  const others_TK = tf.sub(tf.logSoftmax(target.adversary_BK), tf.mul(label_TK, 1e9));
  const disagreement = tf.neg(tf.mean(tf.logSumExp(others_TK, 1)));
  return tf.add(tf.mul(agreement, margin), disagreement);
}
