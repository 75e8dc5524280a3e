import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { checkCanTrain } from '../../backend/training-ability.ts';
import { tf } from '../../tf.ts';
import { stopGradient } from '../stop-gradient.ts';
import { isTrainable, defaultEpsilon, type BatchNormLayer, type StackLayer } from './stack-layer.ts';

/** The stack in TensorFlow.js's own ops: for the fall-backs, and as the reference that the native one is tested against. */
export function plainStack(input_BHWC: Tensor4D, layers: readonly StackLayer[], differentiateInput: boolean): Tensor4D {
  const trained = layers.some(isTrainable);
  if (trained || differentiateInput) checkCanTrain(trained);
  return tf.tidy(() => {
    let maps: Tensor4D = differentiateInput ? input_BHWC : stopGradient(input_BHWC);
    for (const layer of layers) {
      if (layer.kind === 'max-pool') {
        maps = tf.maxPool(maps, 2, 2, 'valid');
        continue;
      }
      if (layer.kind === 'convolution') {
        const kernel = layer.trainable ? layer.kernel : stopGradient(layer.kernel);
        const bias = layer.trainable ? layer.bias : stopGradient(layer.bias);
        maps = tf.add(tf.conv2d(maps, kernel, 1, 'same'), bias);
      } else maps = normalise(maps, layer);
      if (layer.negativeSlope === 0) maps = tf.relu(maps);
      else if (layer.negativeSlope !== 1) maps = tf.leakyRelu(maps, layer.negativeSlope);
    }
    return maps === input_BHWC ? maps.clone() : maps;
  });
}

function normalise(maps: Tensor4D, layer: BatchNormLayer): Tensor4D {
  const scale = layer.trainable ? layer.scale : stopGradient(layer.scale);
  const offset = layer.trainable ? layer.offset : stopGradient(layer.offset);
  const epsilon = layer.epsilon ?? defaultEpsilon;
  if (layer.statistics === 'moving') {
    const mean = stopGradient(layer.movingMean);
    const variance = stopGradient(layer.movingVariance);
    return tf.batchNorm4d(maps, mean, variance, offset, scale, epsilon);
  }
  const [batch, height, width] = maps.shape;
  const count = batch * height * width;
  const { mean, variance } = tf.moments(maps, [0, 1, 2]);
  layer.onStatistics?.(mean as Tensor1D, tf.mul(variance, count / Math.max(1, count - 1)) as Tensor1D);
  const centred = tf.sub(maps, mean);
  return tf.add(tf.mul(centred, tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)))), offset) as Tensor4D;
}
