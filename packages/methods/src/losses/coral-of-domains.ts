import { tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';

/**
 * The mean, over all pairs of domains, of ‖C_i − C_j‖²_F / (4 d²), with C_i the covariance (n − 1 in the denominator) of
 * the rows of `x_BD` that `domains_B` (int32) says are of domain i: the loss of Deep CORAL (Sun and Saenko 2016,
 * arXiv 1607.01719, equation 1) between source domains. Each of the `domains` has two rows or more, 0 for one with fewer.
 */
export function coralOfDomainsLoss(x_BD: Tensor2D, domains_B: Tensor1D, domains: number): Scalar {
  const width = x_BD.shape[1];
  const members_GB1 = tf.unstack(tf.expandDims(tf.oneHot(domains_B, domains, 1, 0, 'float32').transpose(), 2));
  const covariances = members_GB1.map((member_B1): Tensor2D => {
    const count = tf.sum(member_B1);
    const mean_1D = tf.div(tf.sum(tf.mul(x_BD, member_B1), 0, true), tf.maximum(count, 1));
    const centred_BD = tf.mul(tf.sub(x_BD, mean_1D), member_B1) as Tensor2D;
    return tf.div(tf.matMul(centred_BD, centred_BD, true, false), tf.maximum(tf.sub(count, 1), 1));
  });
  const distances = covariances.flatMap((one, place) =>
    covariances.slice(place + 1).map((other) => tf.sum(tf.square(tf.sub(one, other)))),
  );
  return tf.div(tf.addN(distances), distances.length * 4 * width * width) as Scalar;
}
