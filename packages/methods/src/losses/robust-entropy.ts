import { tf, type Scalar, type Tensor2D } from '@trunkline/engine';
import { entropyPerExample } from './entropy.ts';

/**
 * Mean of (h² + 0.001²)^η, h being the entropy of each prediction in units of log K, in [0, 1]: with η above ½ those who are unsure
 * weigh more than those who are nearly sure (Yang and Soatto 2020, arXiv 2004.05498, equation 4, which leaves the unit of the entropy
 * open; the authors' code divides by log K).
 */
export function robustEntropyLoss(logits_BK: Tensor2D, exponent: number): Scalar {
  const shares_B = tf.div(entropyPerExample(logits_BK), Math.log(logits_BK.shape[1]));
  return tf.mean(tf.pow(tf.add(tf.square(shares_B), 1e-6), exponent));
}
