import { tf } from '../../../tf.ts';
import { oneDnnPool } from '../kernels/one-dnn.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { defineLayer, type Layer, type MapShape } from '../layer.ts';
import { cropNative, padNative, padPlain, spansOf, type Spans, type Window } from '../window.ts';

/** The largest value of each window; windows may overlap. */
export interface MaxPool extends Layer, Pick<Window, 'size' | 'padding' | 'ceil'> {
  readonly kind: 'max-pool';
  /** Default: the size. */
  readonly stride?: number;
}

/** Smaller than anything a network computes; what a padded place is worth. */
const lowest = -3e38;

const windowOf = ({ size, stride = size, padding = 'valid', ceil = false }: MaxPool): Required<Window> => ({
  size,
  stride,
  padding,
  ceil,
});

const settings = (size: number, stride: number, padding: string) =>
  ({
    ksize: { ints: [1, size, size, 1] },
    strides: { ints: [1, stride, stride, 1] },
    padding,
    data_format: 'NHWC',
  }) as const;

function attributesOf(kernels: Kernels, row: MaxPool, { native = 'VALID' }: Spans) {
  const { size, stride } = windowOf(row);
  if (!kernels.oneDnn) return kernels.attributes('pool', settings, size, stride, native);
  const make = (side: number, by: number, padding: string) => ({ ...settings(side, by, padding), ...oneDnnPool });
  return kernels.attributes('oneDNN pool', make, size, stride, native);
}

export const maxPool = defineLayer<MaxPool>({
  kind: 'max-pool',
  outputShape(row, input) {
    const { rows, columns } = spansOf(row.name, windowOf(row), input);
    return [rows.places, columns.places, input[2]];
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  plain(row, maps_BHWC) {
    const window = windowOf(row);
    const spans = spansOf(row.name, window, maps_BHWC.shape.slice(1) as unknown as MapShape);
    return tf.maxPool(padPlain(maps_BHWC, spans, lowest), window.size, window.stride, 'valid');
  },
  readsOutput: true,
  forward(row, maps, { kernels, input }) {
    const spans = spansOf(row.name, windowOf(row), input);
    const attributes = attributesOf(kernels, row, spans);
    return kernels.scope(({ own }) => {
      const padded = padNative(kernels, own, maps, spans, lowest);
      if (!kernels.oneDnn) return { output: kernels.one('MaxPool', attributes, [padded]) };
      // the second says where the maxima were found, which oneDNN's gradient takes
      const [output, places] = kernels.many('_MklNativeMaxPool', attributes, [padded], 2) as [number, number];
      return { output, kept: [places] };
    });
  },
  backward(row, gradient, { kernels, batch, input, maps, outputMaps, kept: [places] }) {
    const spans = spansOf(row.name, windowOf(row), input);
    const attributes = attributesOf(kernels, row, spans);
    return kernels.scope(({ own }) => {
      const read = [padNative(kernels, own, maps, spans, lowest), outputMaps as number, gradient];
      // `MaxPoolGrad` looks for the maxima again, for 25 times as long as oneDNN takes
      const around =
        places === undefined
          ? kernels.one('MaxPoolGrad', attributes, read)
          : kernels.one('_MklNativeMaxPoolGrad', attributes, [...read, places]);
      return { input: cropNative(kernels, around, spans, batch, input) };
    });
  },
});
