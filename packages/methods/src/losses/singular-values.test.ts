import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  batchNuclearNormLoss,
  largestSingularValuesLoss,
  singularValues,
  smallestSingularValuesLoss,
} from './singular-values.ts';

beforeAll(async () => {
  await startEngine();
});

const matrix = (rows: number, columns: number, seed: number): Tensor2D =>
  randomNormal(createRandom(seed), [rows, columns]) as Tensor2D;

describe('singular values', () => {
  it('are those of a matrix made of known ones, in any shape, largest first', () => {
    // two orthonormal pairs of vectors, by hand: x = 3 u₁v₁ᵀ + 0.5 u₂v₂ᵀ
    const u = [
      [0.6, 0.8, 0],
      [-0.8, 0.6, 0],
    ] as const;
    const v = [
      [0, 1],
      [1, 0],
    ] as const;
    const x = u[0].map((a, i) => v[0].map((b, j) => 3 * a * b + 0.5 * (u[1][i] as number) * (v[1][j] as number)));
    expectClose(singularValues(tf.tensor2d(x)).dataSync(), [3, 0.5], { relative: 1e-5 });
    expectClose(singularValues(tf.transpose(tf.tensor2d(x))).dataSync(), [3, 0.5], { relative: 1e-5 });
  });

  it('have the squared norm as the sum of their squares, and the determinant as their product', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (seed, rows, columns) => {
          tf.tidy(() => {
            const x = matrix(rows, columns, seed);
            const values = singularValues(x);
            expect(values.shape).toEqual([Math.min(rows, columns)]);
            const squares = Array.from(x.dataSync()).reduce((sum, one) => sum + one * one, 0);
            expect(tf.sum(tf.square(values)).dataSync()[0]).toBeCloseTo(squares, 3);
            const read = Array.from(values.dataSync());
            expect(read).toEqual([...read].sort((a, b) => b - a));
          });
        },
      ),
      { numRuns: 30 },
    );
    const two = tf.tensor2d([
      [2, 1],
      [1, 3],
    ]);
    expect(Array.from(singularValues(two).dataSync()).reduce((product, one) => product * one, 1)).toBeCloseTo(5, 4);
  });

  it('have the gradient of finite differences, wide and tall', () => {
    for (const [rows, columns] of [
      [3, 5],
      [5, 3],
      [4, 4],
    ] as const) {
      const weights = tf.tensor1d([1, 0.5, 2, 1.5].slice(0, Math.min(rows, columns)));
      checkGradient(
        (x) => tf.sum(tf.mul(singularValues(x as Tensor2D), weights)).asScalar(),
        [matrix(rows, columns, 9)],
      );
    }
  });
});

describe('losses on singular values', () => {
  it('the nuclear norm is largest for predictions that are certain and diverse', () => {
    const certain = (labels: number[]) => tf.mul(tf.oneHot(tf.tensor1d(labels, 'int32'), 3), 60) as Tensor2D;
    const of = (logits: Tensor2D): number => batchNuclearNormLoss(logits).dataSync()[0] as number;
    expect(of(certain([0, 1, 2]))).toBeCloseTo(-1, 4);
    expect(of(certain([0, 0, 0]))).toBeCloseTo(-Math.sqrt(3) / 3, 4);
    expect(of(tf.zeros([3, 3]))).toBeCloseTo(-1 / 3, 4);
    checkGradient((x) => batchNuclearNormLoss(x as Tensor2D), [matrix(5, 3, 2)]);
  });

  it('the largest and the smallest are counted from their ends, however few there are', () => {
    const diagonal = tf.tensor2d([
      [3, 0, 0],
      [0, 2, 0],
      [0, 0, 1],
    ]);
    expect(largestSingularValuesLoss(diagonal, 1).dataSync()[0]).toBeCloseTo(9, 4);
    expect(largestSingularValuesLoss(diagonal, 2).dataSync()[0]).toBeCloseTo(13, 4);
    expect(smallestSingularValuesLoss(diagonal, 1).dataSync()[0]).toBeCloseTo(1, 4);
    expect(smallestSingularValuesLoss(diagonal, 7).dataSync()[0]).toBeCloseTo(14, 4);
    checkGradient((x) => smallestSingularValuesLoss(x as Tensor2D, 1), [matrix(3, 6, 4)]);
  });

  it('stay finite for predictions that are all alike, and free what they make', () => {
    const gradient = tf.grad((x) => batchNuclearNormLoss(x as Tensor2D))(tf.zeros([4, 3]));
    expect(Array.from(gradient.dataSync()).every(Number.isFinite)).toBe(true);
    const x = matrix(4, 3, 1);
    expectNoLeaks(() =>
      tf.tidy(() =>
        tf
          .grad((one) => batchNuclearNormLoss(one as Tensor2D))(x)
          .dataSync(),
      ),
    );
  });
});
