import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';

/** Entropy of softmax(`logits_BK`) per example, in nats, `_B`. */
export function entropyPerExample(logits_BK: Tensor2D): Tensor1D {
  return tf.neg(tf.sum(tf.mul(tf.softmax(logits_BK), tf.logSoftmax(logits_BK)), 1));
}

/** Mean of {@link entropyPerExample}. */
export function entropyLoss(logits_BK: Tensor2D): Scalar {
  return tf.mean(entropyPerExample(logits_BK));
}

/** Entropy of the mean of softmax(`logits_BK`) over the batch: large where all classes are predicted alike often. */
export function diversity(logits_BK: Tensor2D): Scalar {
  const mean_K = tf.mean(tf.softmax(logits_BK), 0);
  return tf.neg(tf.sum(tf.mul(mean_K, tf.log(tf.add(mean_K, 1e-12)))));
}

/**
 * What makes predictions certain one by one and diverse together: mean entropy minus entropy of the mean (Liang et al.
 * 2020, arXiv 2002.08546, equation 3, whose sign this has: it is minimised).
 */
export function informationMaximisationLoss(logits_BK: Tensor2D): Scalar {
  return tf.sub(entropyLoss(logits_BK), diversity(logits_BK));
}
