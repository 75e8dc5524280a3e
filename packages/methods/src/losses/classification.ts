import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { crossEntropyLoss, crossEntropyPerExample } from './cross-entropy.ts';

/** How labels are learnt from. */
export interface ClassificationOptions {
  /** ε, from 0 to below 1: the share of each label that is spread over all classes (Szegedy et al. 2016, section 7). Default: 0. */
  readonly labelSmoothing?: number;
  /** A weight for each class; PyTorch's `weight`. Default: 1 for all. */
  readonly classWeights?: readonly number[];
}

/**
 * Cross-entropy per example, `_B`, against labels smoothed by ε: (1 − ε) · w_y · −log p_y + ε/K · Σ_k w_k · −log p_k, with
 * p the softmax of `logits_BK` and w the weights of classes. The same as PyTorch's `cross_entropy` without reduction.
 */
export function classificationPerExample(
  logits_BK: Tensor2D,
  labels_B: Tensor1D,
  { labelSmoothing = 0, classWeights }: ClassificationOptions = {},
): Tensor1D {
  if (labelSmoothing === 0 && classWeights === undefined) return crossEntropyPerExample(logits_BK, labels_B);
  const classes = logits_BK.shape[1];
  const smoothed_BK = tf.add(tf.mul(tf.oneHot(labels_B, classes), 1 - labelSmoothing), labelSmoothing / classes);
  const weighted_BK = classWeights === undefined ? smoothed_BK : tf.mul(smoothed_BK, tf.tensor1d([...classWeights]));
  return tf.neg(tf.sum(tf.mul(weighted_BK, tf.logSoftmax(logits_BK)), 1));
}

/**
 * Mean of {@link classificationPerExample}; with weights of classes the sum divided by the sum of the labels' weights, as
 * PyTorch has it.
 */
export function classificationLoss(
  logits_BK: Tensor2D,
  labels_B: Tensor1D,
  options: ClassificationOptions = {},
): Scalar {
  const { labelSmoothing = 0, classWeights } = options;
  if (labelSmoothing === 0 && classWeights === undefined) return crossEntropyLoss(logits_BK, labels_B);
  const losses_B = classificationPerExample(logits_BK, labels_B, options);
  if (classWeights === undefined) return tf.mean(losses_B);
  const weights_B = tf.gather(tf.tensor1d([...classWeights]), labels_B);
  return tf.div(tf.sum(losses_B), tf.sum(weights_B));
}
