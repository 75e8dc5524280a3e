import { beforeAll, expect, it } from 'vitest';
import { startEngine, tf, type Tensor, type Tensor4D } from '@trunkline/engine';
import { expectNoLeaks } from '@trunkline/testkit';
import { hashedValues, readGolden, relativeError, type Whole } from '@trunkline-tools/golden';
import { adaptiveAveragePool, adaptiveMaxPool } from './adaptive-pool.ts';
import { globalMaxPool, groupedChannelMean } from './grouped-channel-mean.ts';

type Shape = [number, number, number, number];

interface Case {
  readonly name: string;
  readonly kind: 'average' | 'max';
  readonly images: string;
  readonly weights: string;
  readonly shape: Shape;
  readonly output: [number, number];
  readonly pooled: Whole;
  readonly gradient: Whole;
}

const golden = readGolden<{
  readonly cases: readonly Case[];
  readonly grouped: {
    readonly images: string;
    readonly shape: Shape;
    readonly groupSize: number;
    readonly result: Whole;
  };
}>('pooling');

const hashed = (name: string, shape: readonly number[]): Tensor4D =>
  tf.tensor4d(
    hashedValues(
      name,
      shape.reduce((product, side) => product * side, 1),
    ),
    shape as Shape,
  );

beforeAll(async () => void (await startEngine()));

it.each(golden.cases)('pools as PyTorch does, and so does the gradient: $name', (one) => {
  const pool = one.kind === 'average' ? adaptiveAveragePool : adaptiveMaxPool;
  tf.tidy(() => {
    const maps = hashed(one.images, one.shape);
    const pooled = pool(maps, one.output);
    expect(pooled.shape).toEqual(one.pooled.shape);
    expect(relativeError(pooled.dataSync(), one.pooled.values)).toBeLessThan(1e-6);
    const weights = hashed(one.weights, one.pooled.shape);
    const gradient = tf.grad((values: Tensor) =>
      pool(values as Tensor4D, one.output)
        .mul(weights)
        .sum(),
    )(maps);
    expect(relativeError(gradient.dataSync(), one.gradient.values)).toBeLessThan(1e-6);
  });
});

it('the mean over groups of channels equals PyTorch, and a product with an averaging matrix', () => {
  tf.tidy(() => {
    const { images, shape, groupSize, result } = golden.grouped;
    const maps = hashed(images, shape);
    const grouped = groupedChannelMean(maps, groupSize);
    expect(grouped.shape).toEqual(result.shape);
    expect(relativeError(grouped.dataSync(), result.values)).toBeLessThan(1e-6);
    const channels = shape[3];
    const groups = channels / groupSize;
    const averaging = tf.tensor2d(
      Array.from({ length: channels * groups }, (_, index) =>
        Math.floor(Math.floor(index / groups) / groupSize) === index % groups ? 1 / groupSize : 0,
      ),
      [channels, groups],
    );
    const other = globalMaxPool(maps).matMul(averaging);
    expect(relativeError(other.dataSync(), grouped.dataSync())).toBeLessThan(1e-6);
  });
});

it('512 channels become 128 numbers; groups that do not divide them are refused', () => {
  tf.tidy(() => {
    expect(groupedChannelMean(tf.ones([2, 1, 1, 512])).shape).toEqual([2, 128]);
    expect(() => groupedChannelMean(tf.ones([2, 1, 1, 6]))).toThrow('groups of 4 do not divide 6 channels');
  });
});

it('adaptive pooling to nothing is refused', () => {
  tf.tidy(() => {
    expect(() => adaptiveAveragePool(tf.ones([1, 2, 2, 1]), [0, 1])).toThrow(RangeError);
  });
});

it('leaks nothing', () => {
  const maps = hashed('leak', [2, 5, 3, 4]);
  expectNoLeaks(() => adaptiveAveragePool(maps, [2, 2]).dispose());
  expectNoLeaks(() => adaptiveMaxPool(maps, [2, 2]).dispose());
  expectNoLeaks(() => groupedChannelMean(maps).dispose());
  maps.dispose();
});
