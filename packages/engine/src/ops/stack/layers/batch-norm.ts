import type { Tensor1D, Tensor4D } from '../../../tensor-types.ts';
import { tf } from '../../../tf.ts';
import { stopGradient } from '../../stop-gradient.ts';
import type { Handle, Kernels } from '../kernels/kernels.ts';
import { defineLayer, type Layer } from '../layer.ts';

/** Batch normalisation over batch, height and width (Ioffe and Szegedy 2015). */
export interface BatchNorm extends Layer {
  readonly kind: 'batch-norm';
  /** Added to the variance. Default 1e-5, PyTorch's. */
  readonly epsilon?: number;
  /** Share of the new batch in the running statistics. Default 0.1, PyTorch's; Keras calls 0.9 what is 0.1 here. */
  readonly momentum?: number;
}

const settings = (precision: 'float32' | 'bfloat16') => (epsilon: number, training: boolean) =>
  ({
    T: { type: precision },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: 'NHWC',
    is_training: training,
  }) as const;

const attributesOf = (kernels: Kernels, { epsilon = 1e-5 }: BatchNorm, training: boolean) =>
  kernels.attributes('batch norm', settings(kernels.precision), epsilon, training);

export const batchNorm = defineLayer<BatchNorm>({
  kind: 'batch-norm',
  outputShape: (_row, input) => input,
  parameters: (_row, [, , channels]) => [
    { what: 'scale', shape: [channels], learnable: true, start: 'ones' },
    { what: 'offset', shape: [channels], learnable: true, start: 'zeros' },
    { what: 'mean', shape: [channels], learnable: false, start: 'zeros' },
    { what: 'variance', shape: [channels], learnable: false, start: 'ones' },
  ],
  multiplyAdds: (_row, [height, width, channels]) => height * width * channels,
  plain({ epsilon = 1e-5, momentum = 0.1 }, maps_BHWC, { parameters, statistics, move }) {
    const { scale, offset } = parameters as { scale: Tensor1D; offset: Tensor1D };
    if (statistics === 'moving') {
      const [mean, variance] = [parameters['mean'], parameters['variance']] as [Tensor1D, Tensor1D];
      return tf.batchNorm4d(maps_BHWC, stopGradient(mean), stopGradient(variance), offset, scale, epsilon);
    }
    const [batch, height, width] = maps_BHWC.shape;
    const count = batch * height * width;
    const { mean, variance } = tf.moments(maps_BHWC, [0, 1, 2]);
    move('mean', mean, momentum);
    move('variance', tf.mul(variance, count / Math.max(1, count - 1)), momentum);
    const centred = tf.sub(maps_BHWC, mean);
    return tf.add(tf.mul(centred, tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)))), offset) as Tensor4D;
  },
  forward(row, maps, { kernels, parameters, statistics, move }) {
    const training = statistics !== 'moving';
    const { scale, offset, mean, variance } = parameters as Record<'scale' | 'offset' | 'mean' | 'variance', Handle>;
    const used = training ? [kernels.empty(), kernels.empty()] : [mean, variance];
    // output, mean, variance with n − 1, and what the gradient needs
    const made = kernels.many(
      'FusedBatchNormV3',
      attributesOf(kernels, row, training),
      [maps, scale, offset, ...used],
      6,
    );
    const [output, batchMean, batchVariance, ...kept] = made as [Handle, Handle, Handle, ...Handle[]];
    const { momentum = 0.1 } = row;
    move('mean', batchMean, momentum);
    move('variance', batchVariance, momentum);
    return { output, kept };
  },
  backward(row, gradient, { kernels, maps, parameters, statistics, kept, trainable }) {
    const training = statistics !== 'moving';
    const [first, second, third] = kept as readonly [Handle, Handle, Handle];
    const [mean, variance] = training
      ? [first, second]
      : [parameters['mean'] as Handle, parameters['variance'] as Handle];
    const inputs = [gradient, maps, parameters['scale'] as Handle, mean, variance, third];
    const made = kernels.many('FusedBatchNormGradV3', attributesOf(kernels, row, training), inputs, 5);
    const [input, scale, offset, ...rest] = made as [Handle, Handle, Handle, ...Handle[]];
    kernels.free(...rest);
    if (trainable) return { input, parameters: { scale, offset } };
    kernels.free(scale, offset);
    return { input };
  },
});
