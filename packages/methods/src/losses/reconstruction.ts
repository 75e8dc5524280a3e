import { tf, type Scalar, type Tensor2D, type Tensor4D } from '@trunkline/engine';

/**
 * Mean over all values of the squared difference between pictures `[B, H, W, 3]` and their reconstructions `[B, s, s, 3]`, for
 * which the pictures are averaged down to s × s first.
 */
export function reconstructionLoss(images_BHWC: Tensor4D, reconstructions_BSSC: Tensor4D): Scalar {
  return tf.mean(tf.squaredDifference(averagedDown(images_BHWC, reconstructions_BSSC.shape[1]), reconstructions_BSSC));
}

/** Means over squares of pixels, then, where the sides are no multiples, the nearest size by interpolation. */
function averagedDown(images_BHWC: Tensor4D, side: number): Tensor4D {
  const [, height, width] = images_BHWC.shape;
  const window = Math.max(1, Math.floor(Math.min(height, width) / side));
  const pooled = window === 1 ? images_BHWC : tf.avgPool(images_BHWC, window, window, 'valid');
  return pooled.shape[1] === side && pooled.shape[2] === side ? pooled : tf.image.resizeBilinear(pooled, [side, side]);
}

/**
 * Kullback-Leibler divergence of N(μ, σ²) from N(0, 1), summed over the width and averaged over the batch: ½ Σ (μ² + σ² − 1 − log σ²)
 * (Kingma and Welling 2014, arXiv 1312.6114, appendix B).
 */
export function standardNormalDivergence(mean_BZ: Tensor2D, logVariance_BZ: Tensor2D): Scalar {
  const each = tf.sub(tf.add(tf.square(mean_BZ), tf.exp(logVariance_BZ)), tf.add(logVariance_BZ, 1));
  return tf.mul(tf.mean(tf.sum(each, 1)), 0.5);
}
