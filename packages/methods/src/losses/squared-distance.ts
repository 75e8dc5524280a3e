import { tf, type Scalar, type Tensor } from '@trunkline/engine';

/** Half the sum of squares of some tensors, ½ Σ ‖w‖²: a sum over all values, not a mean. */
export function squaredNormLoss(values: readonly Tensor[]): Scalar {
  const squares = values.map((value) => tf.sum(tf.square(value)));
  return tf.mul(tf.addN(squares), 0.5) as Scalar;
}

/**
 * Half the sum of squared differences of pairs of tensors, ½ Σ ‖w − w⁰‖², with a gradient to the first of each pair
 * (Li et al. 2018, arXiv 1802.01483, equation 2): a sum over all values, not a mean.
 */
export function squaredDistanceLoss(pairs: readonly (readonly [value: Tensor, from: Tensor])[]): Scalar {
  return squaredNormLoss(pairs.map(([value, from]) => tf.sub(value, from)));
}
