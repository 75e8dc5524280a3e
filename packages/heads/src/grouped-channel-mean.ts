import { tf, type Tensor2D, type Tensor4D } from '@trunkline/engine';

/** Global max-pooling: the largest value of each channel of `maps_BHWC`, `_BC`. */
export function globalMaxPool(maps_BHWC: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = maps_BHWC.shape;
  return tf.tidy((): Tensor2D =>
    tf.maxPool(maps_BHWC, [height, width], [height, width], 'valid').reshape([batch, channels]),
  );
}

/**
 * Mean over groups of `groupSize` neighbouring channels of the globally max-pooled maps: `maps_BHWC` of C channels become
 * `_BG` with G = C / groupSize. A compact embedding; 512 channels in groups of 4 give 128 numbers.
 */
export function groupedChannelMean(maps_BHWC: Tensor4D, groupSize = 4): Tensor2D {
  const [batch, , , channels] = maps_BHWC.shape;
  if (!Number.isInteger(groupSize) || groupSize < 1 || channels % groupSize !== 0) {
    throw new RangeError(`groupedChannelMean: groups of ${groupSize} do not divide ${channels} channels`);
  }
  return tf.tidy(
    () =>
      globalMaxPool(maps_BHWC)
        .reshape([batch, channels / groupSize, groupSize])
        .mean(2) as Tensor2D,
  );
}
