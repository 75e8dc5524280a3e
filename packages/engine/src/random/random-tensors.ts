import type { Rank, ShapeMap, Tensor } from '@tensorflow/tfjs';
import { tf } from '../tf.ts';
import type { Random } from './random.ts';

function length(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** A float32 tensor of normal numbers with mean 0, drawn from `random` in row-major order, two from each pair of uniforms. */
export function randomNormal<R extends Rank>(random: Random, shape: ShapeMap[R], standardDeviation = 1): Tensor<R> {
  const values = new Float32Array(length(shape));
  for (let index = 0; index < values.length; index += 2) {
    const radius = standardDeviation * Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    values[index] = radius * Math.cos(angle);
    if (index + 1 < values.length) values[index + 1] = radius * Math.sin(angle);
  }
  return tf.tensor(values, shape);
}

/** A float32 tensor of numbers uniform in [low, high), drawn from `random` in row-major order. */
export function randomUniform<R extends Rank>(random: Random, shape: ShapeMap[R], low = 0, high = 1): Tensor<R> {
  const values = new Float32Array(length(shape));
  for (let index = 0; index < values.length; index += 1) values[index] = low + (high - low) * random.uniform();
  return tf.tensor(values, shape);
}

/** A float32 tensor that is 1 with probability `keep` and 0 otherwise: the mask of dropout, before its scaling. */
export function randomMask<R extends Rank>(random: Random, shape: ShapeMap[R], keep: number): Tensor<R> {
  const values = new Float32Array(length(shape));
  for (let index = 0; index < values.length; index += 1) values[index] = random.uniform() < keep ? 1 : 0;
  return tf.tensor(values, shape);
}
