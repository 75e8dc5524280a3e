import { stopGradient, tf, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D } from '@trunkline/engine';

const epsilon = 1e-6;

/**
 * Maps with the statistics of two images mixed, channel by channel (Zhou et al. 2021, arXiv 2104.02008):
 *
 *     γ = λ σ(x) + (1 − λ) σ(x')    β = λ μ(x) + (1 − λ) μ(x')    γ (x − μ(x)) / σ(x) + β
 *
 * μ and σ are the mean and the standard deviation over the pixels of a map, without a gradient, as in the paper; `partners_B`
 * (int32) says which row x' is, `shares_B` is λ.
 */
export function mixStatistics(maps_BHWC: Tensor4D, partners_B: Tensor1D, shares_B: Tensor1D): Tensor4D {
  const moments = tf.moments(maps_BHWC, [1, 2], true);
  const mean_B11C = stopGradient(moments.mean);
  const deviation_B11C = stopGradient(tf.sqrt(tf.add(moments.variance, epsilon)));
  const share_B111 = tf.reshape(shares_B, [-1, 1, 1, 1]);
  const mixed = (own: Tensor): Tensor =>
    tf.add(tf.mul(own, share_B111), tf.mul(tf.gather(own, partners_B), tf.sub(1, share_B111)));
  const normalised_BHWC = tf.div(tf.sub(maps_BHWC, mean_B11C), deviation_B11C);
  return tf.add(tf.mul(normalised_BHWC, mixed(deviation_B11C)), mixed(mean_B11C));
}

/**
 * For each row the row of another domain that has the highest score, `_B` int32: with uniform `scores_BB`, one drawn
 * uniformly. A row whose batch holds no other domain is given any row.
 */
export function partnersOfOtherDomains(domains_B: Tensor1D, scores_BB: Tensor2D): Tensor1D {
  const same_BB = tf.equal(tf.expandDims(domains_B, 1), tf.expandDims(domains_B, 0));
  return tf.argMax(tf.sub(scores_BB, tf.cast(same_BB, 'float32')), 1);
}
