import { tf, type Tensor2D, type Tensor4D } from '@trunkline/engine';

/** [height, width] of the pooled maps. */
export type MapSize = readonly [height: number, width: number];

interface Bin {
  readonly start: number;
  readonly size: number;
}

/** PyTorch's bins: output i covers floor(i · n / out) … ceil((i + 1) · n / out); neighbours may overlap. */
function bins(length: number, outputs: number): readonly Bin[] {
  if (!Number.isInteger(outputs) || outputs < 1) {
    throw new RangeError(`adaptive pooling to ${outputs} outputs; expected a whole number of 1 or more`);
  }
  return Array.from({ length: outputs }, (_, index) => {
    const start = Math.floor((index * length) / outputs);
    return { start, size: Math.ceil(((index + 1) * length) / outputs) - start };
  });
}

/** [length, outputs]: column i averages bin i. */
function averagingMatrix(length: number, outputs: number): Tensor2D {
  const values = new Float32Array(length * outputs);
  bins(length, outputs).forEach(({ start, size }, output) => {
    for (let index = start; index < start + size; index++) values[index * outputs + output] = 1 / size;
  });
  return tf.tensor2d(values, [length, outputs]);
}

/**
 * Averages `maps_BHWC` over bins so that any size becomes `size` (torch.nn.AdaptiveAvgPool2d). An average over a rectangle
 * is one over its rows, then one over its columns: two matrix products.
 */
export function adaptiveAveragePool(maps_BHWC: Tensor4D, [height, width]: MapSize): Tensor4D {
  const [batch, inputHeight, inputWidth, channels] = maps_BHWC.shape;
  return tf.tidy(() => {
    const rows = averagingMatrix(inputHeight, height);
    const columns = averagingMatrix(inputWidth, width);
    const byRows = tf.matMul(rows, maps_BHWC.transpose([1, 0, 2, 3]).reshape([inputHeight, -1]), true);
    const wide = byRows
      .reshape([height, batch, inputWidth, channels])
      .transpose([2, 1, 0, 3])
      .reshape([inputWidth, -1]);
    return tf.matMul(columns, wide, true).reshape([width, batch, height, channels]).transpose([1, 2, 0, 3]) as Tensor4D;
  });
}

/**
 * Takes the maximum of `maps_BHWC` over bins so that any size becomes `size` (torch.nn.AdaptiveMaxPool2d); the gradient goes
 * to the first maximum of a bin.
 */
export function adaptiveMaxPool(maps_BHWC: Tensor4D, [height, width]: MapSize): Tensor4D {
  const [batch, inputHeight, inputWidth, channels] = maps_BHWC.shape;
  return tf.tidy(() => {
    if (inputHeight % height === 0 && inputWidth % width === 0) {
      const window: [number, number] = [inputHeight / height, inputWidth / width];
      return tf.maxPool(maps_BHWC, window, window, 'valid');
    }
    const columns = bins(inputWidth, width);
    const rows = bins(inputHeight, height).map((row) => {
      const cells = columns.map((column) => {
        const window: [number, number] = [row.size, column.size];
        const cell = maps_BHWC.slice([0, row.start, column.start, 0], [batch, row.size, column.size, channels]);
        return tf.maxPool(cell, window, window, 'valid');
      });
      return tf.concat(cells, 2);
    });
    return tf.concat(rows, 1);
  });
}
