import { tf, type Tensor1D } from '@trunkline/engine';

/** Mean of a value for each domain, `_G`, of rows that say which domain they are from; 0 for a domain without a row. */
export function meanByDomain(values_B: Tensor1D, domains_B: Tensor1D, domains: number): Tensor1D {
  const member_BG = tf.oneHot(domains_B, domains);
  const sums_G = tf.sum(tf.mul(member_BG, tf.expandDims(values_B, 1)), 0);
  return tf.div(sums_G, tf.maximum(tf.sum(member_BG, 0), 1));
}
