import { stopGradient, tf, type Scalar, type Tensor2D } from '@trunkline/engine';

/**
 * Minimum class confusion of a batch of target logits `[B, K]` (Jin et al. 2020, arXiv 1912.03699, equations 2 to 8):
 *
 *     p_ik = softmax(z_i / T)_k                    H_i = −Σ_k p_ik log p_ik
 *     w_i  = B (1 + e^(−H_i)) / Σ_i (1 + e^(−H_i)) C_jk = Σ_i w_i p_ij p_ik
 *     C̃_jk = C_jk / Σ_k C_jk                       L = (1/K) Σ_j Σ_{k≠j} C̃_jk
 *
 * Certain examples count for more; no gradient flows through their weights, as in the paper. 0 when every example is certain, 1 − 1/K when none knows
 * anything. Only batches that hold several examples a class say much. A class to which no example gives any probability adds nothing.
 */
export function classConfusionLoss(logits_BK: Tensor2D, temperature: number): Scalar {
  const [count, classes] = logits_BK.shape;
  const scaled_BK = tf.div(logits_BK, temperature);
  const probabilities_BK = tf.softmax(scaled_BK);
  const confusion_KK = tf.matMul(
    tf.mul(probabilities_BK, certainty(scaled_BK as Tensor2D, count)),
    probabilities_BK,
    true,
    false,
  );
  const share_KK = tf.div(confusion_KK, tf.maximum(tf.sum(confusion_KK, 1, true), 1e-12));
  const between_KK = tf.sub(1, tf.eye(classes));
  return tf.div(tf.sum(tf.mul(share_KK, between_KK)), classes);
}

/** 1 + e^(−entropy) of each row, scaled to a mean of 1, `[B, 1]`; without a gradient. */
function certainty(logits_BK: Tensor2D, count: number): Tensor2D {
  const logProbabilities_BK = tf.logSoftmax(logits_BK);
  const negativeEntropy_B1 = tf.sum(tf.mul(tf.exp(logProbabilities_BK), logProbabilities_BK), 1, true);
  const weight_B1 = tf.add(tf.exp(negativeEntropy_B1), 1);
  return stopGradient(tf.div(tf.mul(weight_B1, count), tf.sum(weight_B1)) as Tensor2D);
}
