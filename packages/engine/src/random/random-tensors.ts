import type { Rank, Scalar, ShapeMap, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '../tensor-types.ts';
import { tf } from '../tf.ts';
import type { Random } from '@trunkline/system';

/** Draws a float32 tensor, in row-major order; its rank is that of the shape. */
export interface DrawTensor<Rest extends readonly unknown[]> {
  (random: Random, shape: [], ...rest: Rest): Scalar;
  (random: Random, shape: [number], ...rest: Rest): Tensor1D;
  (random: Random, shape: [number, number], ...rest: Rest): Tensor2D;
  (random: Random, shape: [number, number, number], ...rest: Rest): Tensor3D;
  (random: Random, shape: [number, number, number, number], ...rest: Rest): Tensor4D;
  <R extends Rank>(random: Random, shape: ShapeMap[R], ...rest: Rest): Tensor<R>;
}

function drawTensor<Rest extends readonly unknown[]>(
  fill: (values: Float32Array, random: Random, ...rest: Rest) => void,
): DrawTensor<Rest> {
  const draw = (random: Random, shape: number[], ...rest: Rest): Tensor => {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
    fill(values, random, ...rest);
    return tf.tensor(values, shape);
  };
  return draw as DrawTensor<Rest>;
}

/** Normal numbers with mean 0, two from each pair of uniforms. */
export const randomNormal: DrawTensor<[standardDeviation?: number]> = drawTensor(
  (values, random, standardDeviation = 1) => {
    for (let index = 0; index < values.length; index += 2) {
      const radius = standardDeviation * Math.sqrt(-2 * Math.log(1 - random.uniform()));
      const angle = 2 * Math.PI * random.uniform();
      values[index] = radius * Math.cos(angle);
      if (index + 1 < values.length) values[index + 1] = radius * Math.sin(angle);
    }
  },
);

/** Numbers uniform in [low, high), by default [0, 1). */
export const randomUniform: DrawTensor<[low?: number, high?: number]> = drawTensor(
  (values, random, low = 0, high = 1) => {
    for (let index = 0; index < values.length; index += 1) values[index] = low + (high - low) * random.uniform();
  },
);

/** 1 with probability `keep` and 0 otherwise: the mask of dropout, before its scaling. */
export const randomMask: DrawTensor<[keep: number]> = drawTensor((values, random, keep) => {
  for (let index = 0; index < values.length; index += 1) values[index] = random.uniform() < keep ? 1 : 0;
});
