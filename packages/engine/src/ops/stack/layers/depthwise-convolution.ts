import type { Tensor1D, Tensor4D } from '../../../tensor-types.ts';
import { tf } from '../../../tf.ts';
import { addBias, biasGradient } from '../bias.ts';
import type { Handle, Kernels } from '../kernels/kernels.ts';
import { defineLayer, type Layer, type MapShape } from '../layer.ts';
import { cropNative, padNative, padPlain, paddedShape, spansOf, type Spans, type Window } from '../window.ts';

/** A convolution of each channel by itself. The kernel is `[size, size, channels, 1]`. */
export interface DepthwiseConvolution extends Layer, Pick<Window, 'size' | 'stride' | 'padding'> {
  readonly kind: 'depthwise-convolution';
  /** Whether a number is added to each channel. Default true. */
  readonly bias?: boolean;
}

const settings = (stride: number, padding: string) => ({
  strides: { ints: [1, stride, stride, 1] },
  padding,
  data_format: 'NHWC',
  dilations: { ints: [1, 1, 1, 1] },
});

const attributesOf = (kernels: Kernels, { stride = 1 }: DepthwiseConvolution, { native = 'VALID' }: Spans) =>
  kernels.attributes('depthwise', settings, stride, native);

export const depthwiseConvolution = defineLayer<DepthwiseConvolution>({
  kind: 'depthwise-convolution',
  outputShape(row, input) {
    const { rows, columns } = spansOf(row.name, row, input);
    return [rows.places, columns.places, input[2]];
  },
  parameters: ({ size, bias = true }, [, , channels]) => [
    { what: 'kernel', shape: [size, size, channels, 1], learnable: true, start: { he: { fanIn: size * size } } },
    ...(bias ? [{ what: 'bias', shape: [channels], learnable: true, start: 'zeros' } as const] : []),
  ],
  multiplyAdds: ({ size }, _input, [height, width, channels]) => height * width * channels * size * size,
  plain(row, maps_BHWC, { parameters }) {
    const spans = spansOf(row.name, row, maps_BHWC.shape.slice(1) as unknown as MapShape);
    const kernel = parameters['kernel'] as Tensor4D;
    const maps = tf.depthwiseConv2d(padPlain(maps_BHWC, spans), kernel, row.stride ?? 1, 'valid');
    return parameters['bias'] ? tf.add(maps, parameters['bias'] as Tensor1D) : maps;
  },
  forward(row, maps, { kernels, input, parameters }) {
    const spans = spansOf(row.name, row, input);
    return kernels.scope(({ own, lower }) => {
      const padded = padNative(kernels, own, maps, spans);
      const kernel = lower(parameters['kernel'] as Handle);
      const output = kernels.one('DepthwiseConv2dNative', attributesOf(kernels, row, spans), [padded, kernel]);
      if (parameters['bias'] === undefined) return { output };
      return { output: addBias(kernels, own(output), lower(parameters['bias'])) };
    });
  },
  backward(row, gradient, { kernels, batch, input, maps, parameters, trainable, needsInput }) {
    const spans = spansOf(row.name, row, input);
    const [height, width, channels] = paddedShape(spans, input);
    const attributes = attributesOf(kernels, row, spans);
    return kernels.scope(({ own, lower }) => {
      const made: Record<string, Handle> = {};
      if (trainable) {
        if (parameters['bias'] !== undefined) made['bias'] = kernels.toFloat32(biasGradient(kernels, gradient));
        const sizes = kernels.ints([row.size, row.size, channels, 1]);
        const inputs = [padNative(kernels, own, maps, spans), sizes, gradient];
        made['kernel'] = kernels.toFloat32(kernels.one('DepthwiseConv2dNativeBackpropFilter', attributes, inputs));
      }
      if (!needsInput) return { parameters: made };
      const inputs = [kernels.ints([batch, height, width, channels]), lower(parameters['kernel'] as Handle), gradient];
      const around = kernels.one('DepthwiseConv2dNativeBackpropInput', attributes, inputs);
      return { parameters: made, input: cropNative(kernels, around, spans, batch, input) };
    });
  },
});
