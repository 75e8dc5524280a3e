import { tf } from '../../../tf.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { defineLayer, type Layer, type MapShape } from '../layer.ts';
import { cropNative, padNative, padPlain, paddedShape, spansOf, type Spans, type Window } from '../window.ts';

/**
 * The mean of each window. With `'same'` places outside the maps do not count (TensorFlow); with a number they count as 0
 * (PyTorch).
 */
export interface AveragePool extends Layer, Pick<Window, 'size' | 'padding'> {
  readonly kind: 'average-pool';
  /** Default: the size. */
  readonly stride?: number;
}

const windowOf = ({ size, stride = size, padding = 'valid' }: AveragePool): Window => ({ size, stride, padding });

/** A number of rows that equals what `'same'` gives is padded by hand all the same: its zeros count. */
function spansIn(row: AveragePool, input: MapShape): Spans {
  const spans = spansOf(row.name, windowOf(row), input);
  return typeof row.padding === 'number' && row.padding > 0 ? { ...spans, native: undefined } : spans;
}

const settings = (size: number, stride: number, padding: string) =>
  ({
    ksize: { ints: [1, size, size, 1] },
    strides: { ints: [1, stride, stride, 1] },
    padding,
    data_format: 'NHWC',
  }) as const;

const attributesOf = (kernels: Kernels, { size, stride = size }: AveragePool, { native = 'VALID' }: Spans) =>
  kernels.attributes('pool', settings, size, stride, native);

export const averagePool = defineLayer<AveragePool>({
  kind: 'average-pool',
  outputShape(row, input) {
    const { rows, columns } = spansOf(row.name, windowOf(row), input);
    return [rows.places, columns.places, input[2]];
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  plain(row, maps_BHWC) {
    const spans = spansIn(row, maps_BHWC.shape.slice(1) as unknown as MapShape);
    const { size, stride = size } = row;
    if (spans.native === undefined) return tf.avgPool(padPlain(maps_BHWC, spans), size, stride, 'valid');
    return tf.avgPool(maps_BHWC, size, stride, spans.native === 'SAME' ? 'same' : 'valid');
  },
  forward(row, maps, { kernels, input }) {
    const spans = spansIn(row, input);
    return kernels.scope(({ own }) => ({
      output: kernels.one('AvgPool', attributesOf(kernels, row, spans), [padNative(kernels, own, maps, spans)]),
    }));
  },
  backward(row, gradient, { kernels, batch, input }) {
    const spans = spansIn(row, input);
    const shape = kernels.ints([batch, ...paddedShape(spans, input)]);
    const around = kernels.one('AvgPoolGrad', attributesOf(kernels, row, spans), [shape, gradient]);
    return { input: cropNative(kernels, around, spans, batch, input) };
  },
});
