import type { Tensor4D } from '../../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { tf } from '../../tf.ts';
import type { MapShape } from './layer.ts';
import type { Handle, Kernels } from './kernels/kernels.ts';

/**
 * What stands around the maps before a window slides over them: `'same'` as TensorFlow pads, so that ⌈side / stride⌉ places
 * come out and the odd row and column stand at the end; a number of rows and columns on each side, as PyTorch pads; or none.
 */
export type Padding = 'same' | 'valid' | number;

/** A square that slides over maps. */
export interface Window {
  readonly size: number;
  /** Default 1. */
  readonly stride?: number;
  /** Default `'same'`. */
  readonly padding?: Padding;
  /** A window that begins inside the maps and ends outside counts too (PyTorch's `ceil_mode`). Default false. */
  readonly ceil?: boolean;
}

/** Rows of padding on both ends of one side, and places that come out. */
export interface Span {
  readonly before: number;
  readonly after: number;
  readonly places: number;
}

/** How a window slides along a side of this many rows. */
export function spanOf({ size, stride = 1, padding = 'same', ceil = false }: Window, side: number): Span {
  if (padding === 'same') {
    const places = Math.ceil(side / stride);
    const total = Math.max(0, (places - 1) * stride + size - side);
    return { before: Math.floor(total / 2), after: Math.ceil(total / 2), places };
  }
  const before = padding === 'valid' ? 0 : padding;
  const steps = (side + 2 * before - size) / stride;
  let places = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (ceil && (places - 1) * stride >= side + before) places -= 1;
  return { before, after: Math.max(before, (places - 1) * stride + size - side - before), places };
}

/** How a window slides over maps. */
export interface Spans {
  readonly rows: Span;
  readonly columns: Span;
  /** Padding that TensorFlow's kernels do themselves, or undefined where the maps are padded first. */
  readonly native: 'SAME' | 'VALID' | undefined;
}

/** {@link spanOf} of both sides. Throws `TL_IMAGE_TOO_SMALL` where nothing would come out. */
export function spansOf(name: string, window: Window, [height, width]: MapShape): Spans {
  const [rows, columns] = [spanOf(window, height), spanOf(window, width)];
  if (rows.places < 1 || columns.places < 1) {
    throw new TrunklineError(
      'TL_IMAGE_TOO_SMALL',
      `${name} cannot lay its window of ${window.size}×${window.size} on maps of ${height}×${width}: the images are too small.`,
      { hint: 'Give larger images; VGG’s five pools need at least 32 pixels a side.', exitStatus: 2 },
    );
  }
  const same = { ...window, padding: 'same', ceil: false } as const;
  const [sameRows, sameColumns] = [spanOf(same, height), spanOf(same, width)];
  const equal = (first: Span, second: Span) =>
    first.before === second.before && first.after === second.after && first.places === second.places;
  const none = rows.before + rows.after + columns.before + columns.after === 0;
  const native = none ? 'VALID' : equal(rows, sameRows) && equal(columns, sameColumns) ? 'SAME' : undefined;
  return { rows, columns, native };
}

const paddings = ({ rows, columns }: Spans): [number, number][] => [
  [0, 0],
  [rows.before, rows.after],
  [columns.before, columns.after],
  [0, 0],
];

/** Maps with their padding, in TensorFlow.js's own ops. */
export function padPlain(maps_BHWC: Tensor4D, spans: Spans, value = 0): Tensor4D {
  const around = paddings(spans);
  if (around.every(([before, after]) => before + after === 0)) return maps_BHWC;
  return tf.pad(maps_BHWC, around as [[number, number], [number, number], [number, number], [number, number]], value);
}

/** Shape of maps with the padding that the kernels do not do themselves. */
export function paddedShape({ rows, columns, native }: Spans, [height, width, channels]: MapShape): MapShape {
  if (native !== undefined) return [height, width, channels];
  return [height + rows.before + rows.after, width + columns.before + columns.after, channels];
}

/** Maps with the padding that the kernels do not do themselves, in a handle that is freed with `own`. */
export function padNative(
  kernels: Kernels,
  own: (handle: Handle) => Handle,
  maps: Handle,
  spans: Spans,
  value = 0,
): Handle {
  if (spans.native !== undefined) return maps;
  const attributes = kernels.attributes('pad', () => ({ Tpaddings: { type: 'int32' } }));
  return own(kernels.one('PadV2', attributes, [maps, kernels.pairs(paddings(spans)), kernels.scalar(value)]));
}

/** The gradient of maps from that of padded ones, which is taken over. */
export function cropNative(
  kernels: Kernels,
  gradient: Handle,
  spans: Spans,
  batch: number,
  [height, width, channels]: MapShape,
): Handle {
  if (spans.native !== undefined) return gradient;
  const attributes = kernels.attributes('slice', () => ({ Index: { type: 'int32' } }));
  const begin = kernels.ints([0, spans.rows.before, spans.columns.before, 0]);
  const size = kernels.ints([batch, height, width, channels]);
  return kernels.consume(gradient, () => kernels.one('Slice', attributes, [gradient, begin, size]));
}
