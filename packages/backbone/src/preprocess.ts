import { tf, type Tensor4D } from '@trunkline/engine';

/** What images go through before the first layer; part of a weight set. `mean` and deviation are in the order of `channels`. */
export interface Preprocessing {
  /** Order of the channels that the first convolution expects. */
  readonly channels: 'RGB' | 'BGR';
  /** Multiplies the values 0 … 255 first. */
  readonly scale: number;
  /** Subtracted next, per channel. */
  readonly mean: readonly [number, number, number];
  /** Divides last, per channel. */
  readonly standardDeviation: readonly [number, number, number];
}

/** For trunks without a weight set: RGB from −1 to 1. */
export const defaultPreprocessing: Preprocessing = {
  channels: 'RGB',
  scale: 1 / 255,
  mean: [0.5, 0.5, 0.5],
  standardDeviation: [0.5, 0.5, 0.5],
};

/**
 * Prepares images on the engine's device: `images_BHWC` holds RGB values 0 … 255 (int32 or float32); the result is float32
 * of the same shape, (values · scale − mean) / standardDeviation in the order of `preprocessing.channels`.
 */
export function preprocess(images_BHWC: Tensor4D, preprocessing: Preprocessing): Tensor4D {
  const { channels, scale, mean, standardDeviation } = preprocessing;
  return tf.tidy((): Tensor4D => {
    let values: Tensor4D = images_BHWC.cast('float32');
    if (channels === 'BGR') values = tf.reverse(values, 3);
    if (scale !== 1) values = values.mul(scale);
    values = values.sub(tf.tensor1d([...mean]));
    return standardDeviation.every((one) => one === 1) ? values : values.div(tf.tensor1d([...standardDeviation]));
  });
}
