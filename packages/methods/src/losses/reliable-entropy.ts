import { stopGradient, tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { entropyPerExample } from './entropy.ts';

/** Which examples of a batch are adapted to, and how much they count. */
export interface ReliableExamples {
  /** S(x) = exp(E₀ − E(x)) where E(x) < E₀ and the prediction is unlike the mean one; else 0. A constant for gradients. */
  readonly weights_B: Tensor1D;
  /** How many weights are not 0. */
  readonly count: Scalar;
}

/**
 * Chooses examples that are certain and not redundant (EATA, Niu et al. 2022, arXiv 2204.02610, sample selection):
 * entropy below `entropyMargin` nats, and a prediction whose cosine with the mean of the predictions before is below
 * `redundancyMargin` in size. A mean of zeros, before the first batch, makes none redundant.
 */
export function reliableExamples(
  logits_BK: Tensor2D,
  meanPrediction_K: Tensor1D,
  margins: { readonly entropyMargin: number; readonly redundancyMargin: number },
): ReliableExamples {
  const entropy_B = stopGradient(entropyPerExample(logits_BK));
  const probabilities_BK = stopGradient(tf.softmax(logits_BK));
  const lengths_B = tf.mul(tf.norm(probabilities_BK, 2, 1), tf.norm(meanPrediction_K));
  const products_B = tf.sum(tf.mul(probabilities_BK, meanPrediction_K), 1);
  const cosines_B = tf.div(products_B, tf.maximum(lengths_B, 1e-12));
  const certain_B = tf.less(entropy_B, margins.entropyMargin);
  const own_B = tf.less(tf.abs(cosines_B), margins.redundancyMargin);
  const chosen_B = tf.cast(tf.logicalAnd(certain_B, own_B), 'float32');
  const weights_B = tf.mul(chosen_B, tf.exp(tf.sub(margins.entropyMargin, entropy_B))) as Tensor1D;
  return { weights_B, count: tf.sum(chosen_B) };
}

/** Mean over the chosen examples of S(x)·E(x); 0 where there are none (the same). */
export function reliableEntropyLoss(logits_BK: Tensor2D, { weights_B, count }: ReliableExamples): Scalar {
  return tf.div(tf.sum(tf.mul(weights_B, entropyPerExample(logits_BK))), tf.maximum(count, 1));
}
