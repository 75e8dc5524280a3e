import type { Tensor1D, Tensor2D, Tensor3D } from '../../../tensor-types.ts';
import { tf } from '../../../tf.ts';
import type { Handle, Kernels } from '../kernels/kernels.ts';
import { defineLayer, type Layer } from '../layer.ts';

/**
 * A fully connected layer over the places of each channel, the same for all channels (Tolstikhin et al. 2021). The kernel
 * is `[places in, places out]`, so that such a network has images of one size.
 */
export interface DenseOverPlaces extends Layer {
  readonly kind: 'dense-over-places';
  /** Height and width of what comes out. */
  readonly places: readonly [height: number, width: number];
}

const product = (kernels: Kernels, transposesFirst: boolean, transposesSecond: boolean) =>
  kernels.attributes(
    'products',
    (first, second) => ({ adj_x: first, adj_y: second }),
    transposesFirst,
    transposesSecond,
  );

export const denseOverPlaces = defineLayer<DenseOverPlaces>({
  kind: 'dense-over-places',
  outputShape: ({ places }, [, , channels]) => [...places, channels],
  parameters: ({ places: [rows, columns] }, [height, width]) => [
    {
      what: 'kernel',
      shape: [height * width, rows * columns],
      learnable: true,
      start: { he: { fanIn: height * width } },
    },
    { what: 'bias', shape: [rows * columns], learnable: true, start: 'zeros' },
  ],
  multiplyAdds: (_row, [height, width], [rows, columns, channels]) => height * width * rows * columns * channels,
  plain({ places: [rows, columns] }, maps_BHWC, { parameters }) {
    const [batch, height, width, channels] = maps_BHWC.shape;
    const { kernel, bias } = parameters as { kernel: Tensor2D; bias: Tensor1D };
    const maps_BCP = tf.transpose(tf.reshape(maps_BHWC, [batch, height * width, channels]), [0, 2, 1]);
    const flat = tf.matMul(tf.reshape(maps_BCP, [batch * channels, height * width]), kernel);
    const made_BCQ = tf.reshape(tf.add(flat, bias), [batch, channels, rows * columns]) as Tensor3D;
    return tf.reshape(tf.transpose(made_BCQ, [0, 2, 1]), [batch, rows, columns, channels]);
  },
  forward({ places: [rows, columns] }, maps, { kernels, batch, input: [height, width, channels], parameters }) {
    return kernels.scope(({ own, lower }) => {
      const flat = own(kernels.reshape(maps, [batch, height * width, channels]));
      const kernel = lower(parameters['kernel'] as Handle);
      const made = own(kernels.one('BatchMatMulV2', product(kernels, true, false), [kernel, flat]));
      const bias = own(kernels.reshape(lower(parameters['bias'] as Handle), [rows * columns, 1]));
      return { output: kernels.reshape(own(kernels.add(made, bias)), [batch, rows, columns, channels]) };
    });
  },
  backward({ places: [rows, columns] }, gradient, call) {
    const { kernels, batch, input, maps, parameters, trainable, needsInput } = call;
    const [height, width, channels] = input;
    return kernels.scope(({ own, lower }) => {
      const flat = own(kernels.reshape(gradient, [batch, rows * columns, channels]));
      const made: Record<string, Handle> = {};
      if (trainable) {
        made['bias'] = kernels.toFloat32(kernels.sum(flat, [0, 2]));
        const before = own(kernels.reshape(maps, [batch, height * width, channels]));
        const each = own(kernels.one('BatchMatMulV2', product(kernels, false, true), [before, flat]));
        made['kernel'] = kernels.toFloat32(kernels.sum(each, [0]));
      }
      if (!needsInput) return { parameters: made };
      const kernel = lower(parameters['kernel'] as Handle);
      const around = own(kernels.one('BatchMatMulV2', product(kernels, false, false), [kernel, flat]));
      return { parameters: made, input: kernels.reshape(around, [batch, height, width, channels]) };
    });
  },
});
