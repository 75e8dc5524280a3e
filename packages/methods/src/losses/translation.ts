import { tf, type Scalar, type Tensor } from '@trunkline/engine';

/** Mean absolute difference between pictures and what two translations, there and back, made of them (Zhu et al. 2017, equation 2). */
export function cycleLoss(images: Tensor, returned: Tensor): Scalar {
  return tf.mean(tf.abs(tf.sub(images, returned)));
}
