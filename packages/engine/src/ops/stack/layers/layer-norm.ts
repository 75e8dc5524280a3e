import type { Tensor1D, Tensor4D } from '../../../tensor-types.ts';
import { tf } from '../../../tf.ts';
import type { Handle } from '../kernels/kernels.ts';
import { defineLayer, type Layer } from '../layer.ts';

/** Normalisation over the channels of each place (Ba et al. 2016). */
export interface LayerNorm extends Layer {
  readonly kind: 'layer-norm';
  /** Added to the variance. Default 1e-6. */
  readonly epsilon?: number;
}

export const layerNorm = defineLayer<LayerNorm>({
  kind: 'layer-norm',
  outputShape: (_row, input) => input,
  parameters: (_row, [, , channels]) => [
    { what: 'scale', shape: [channels], learnable: true, start: 'ones' },
    { what: 'offset', shape: [channels], learnable: true, start: 'zeros' },
  ],
  multiplyAdds: (_row, [height, width, channels]) => height * width * channels,
  plain({ epsilon = 1e-6 }, maps_BHWC, { parameters }) {
    const { scale, offset } = parameters as { scale: Tensor1D; offset: Tensor1D };
    const centred = tf.sub(maps_BHWC, tf.mean(maps_BHWC, 3, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 3, true), epsilon));
    return tf.add(tf.mul(tf.mul(centred, inverse), scale), offset) as Tensor4D;
  },
  forward({ epsilon = 1e-6 }, maps, { kernels, parameters }) {
    return kernels.scope(({ own, lower }) => {
      const centred = own(kernels.subtract(maps, own(kernels.mean(maps, [3], true))));
      const variance = own(kernels.mean(own(kernels.multiply(centred, centred)), [3], true));
      const inverse = kernels.one('Rsqrt', kernels.typed(), [own(kernels.add(variance, kernels.scalar(epsilon)))]);
      const normal = kernels.multiply(centred, inverse);
      const scaled = own(kernels.multiply(normal, lower(parameters['scale'] as Handle)));
      return { output: kernels.add(scaled, lower(parameters['offset'] as Handle)), kept: [normal, inverse] };
    });
  },
  backward(_row, gradient, { kernels, parameters, kept, trainable, needsInput }) {
    const [normal, inverse] = kept as readonly [Handle, Handle];
    return kernels.scope(({ own, lower }) => {
      const made: Record<string, Handle> = {};
      if (trainable) {
        made['scale'] = kernels.toFloat32(kernels.sum(own(kernels.multiply(gradient, normal)), [0, 1, 2]));
        made['offset'] = kernels.toFloat32(kernels.sum(gradient, [0, 1, 2]));
      }
      if (!needsInput) return { parameters: made };
      const inner = own(kernels.multiply(gradient, lower(parameters['scale'] as Handle)));
      const mean = own(kernels.mean(inner, [3], true));
      const slope = own(kernels.mean(own(kernels.multiply(inner, normal)), [3], true));
      const rest = own(kernels.subtract(own(kernels.subtract(inner, mean)), own(kernels.multiply(normal, slope))));
      return { parameters: made, input: kernels.multiply(rest, inverse) };
    });
  },
});
