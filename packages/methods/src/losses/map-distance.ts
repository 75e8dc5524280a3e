import { tf, type Scalar, type Tensor4D } from '@trunkline/engine';

/**
 * ½ Σ_c mean over pixels (m_c − m°_c)², the mean over images, of maps `[B, H, W, C]`: the behavioural distance of Li et
 * al. 2019 (arXiv 1901.09229) with all channels alike. Divided by the pixels of a map, as the authors' code
 * does, so that it does not grow with the size of the images.
 */
export function mapDistanceLoss(maps_BHWC: Tensor4D, startMaps_BHWC: Tensor4D): Scalar {
  const channels = maps_BHWC.shape[3];
  return tf.mul(tf.mean(tf.squaredDifference(maps_BHWC, startMaps_BHWC)), channels / 2);
}
