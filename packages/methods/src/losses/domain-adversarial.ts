import { tf, type Scalar, type Tensor2D } from '@trunkline/engine';

/**
 * Binary cross-entropy of a domain discriminator whose logit says "source": the mean over the source batch and the mean
 * over the target batch, averaged (not summed), so that the value at chance is log 2 whatever the batch sizes
 * (Ganin et al. 2016, equation 12, JMLR 17).
 */
export function domainAdversarialLoss(sourceDomainLogits_S1: Tensor2D, targetDomainLogits_T1: Tensor2D): Scalar {
  const source = tf.mean(tf.softplus(tf.neg(sourceDomainLogits_S1)));
  const target = tf.mean(tf.softplus(targetDomainLogits_T1));
  return tf.mul(tf.add(source, target), 0.5);
}

/** Balanced accuracy of the discriminator, in [0, 1]; 0.5 is chance. Without a gradient. */
export function domainAccuracy(sourceDomainLogits_S1: Tensor2D, targetDomainLogits_T1: Tensor2D): Scalar {
  const source = tf.mean(tf.cast(tf.greater(sourceDomainLogits_S1, 0), 'float32'));
  const target = tf.mean(tf.cast(tf.lessEqual(targetDomainLogits_T1, 0), 'float32'));
  return tf.mul(tf.add(source, target), 0.5);
}

/**
 * Mean cross-entropy of a discriminator's logits on the target with the label "source": what a trunk minimises to deceive it,
 * with turned labels in place of a turned gradient (Tzeng et al. 2017, arXiv 1702.05464, equation 9).
 */
export function deceptionLoss(targetDomainLogits_T1: Tensor2D): Scalar {
  return tf.mean(tf.softplus(tf.neg(targetDomainLogits_T1)));
}
