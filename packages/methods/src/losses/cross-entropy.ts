import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';

/** −log softmax(logits)[label] per example, `_B`. Labels are integers in [0, K). */
export function crossEntropyPerExample(logits_BK: Tensor2D, labels_B: Tensor1D): Tensor1D {
  const oneHot_BK = tf.oneHot(labels_B, logits_BK.shape[1]);
  return tf.neg(tf.sum(tf.mul(oneHot_BK, tf.logSoftmax(logits_BK)), 1));
}

/** Mean of {@link crossEntropyPerExample} over the batch. */
export function crossEntropyLoss(logits_BK: Tensor2D, labels_B: Tensor1D): Scalar {
  return tf.mean(crossEntropyPerExample(logits_BK, labels_B));
}
