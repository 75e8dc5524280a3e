import { randomNormal, startEngine, tf, type Tensor, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { maximumMeanDiscrepancyLoss, type KernelLayer } from './maximum-mean-discrepancy.ts';

beforeAll(async () => {
  await startEngine();
});

const matrix = (rows: number, columns: number, seed: number, shift = 0): Tensor2D =>
  tf.add(randomNormal(createRandom(seed), [rows, columns]), shift);
const valueOf = (loss: Tensor): number => loss.dataSync()[0] as number;

/** The same by definition: pair by pair, with loops. */
function slow(layers: readonly KernelLayer[]): number {
  const read = layers.map(({ source_SD, target_TD, bandwidths }) => {
    const rows = [...(source_SD.arraySync() as number[][]), ...(target_TD.arraySync() as number[][])];
    const distance = (i: number, j: number): number =>
      (rows[i] as number[]).reduce((sum, value, d) => sum + (value - ((rows[j] as number[])[d] as number)) ** 2, 0);
    let total = 0;
    for (let i = 0; i < rows.length; i++) for (let j = 0; j < rows.length; j++) total += distance(i, j);
    const mean = total / (rows.length * (rows.length - 1));
    return (i: number, j: number): number =>
      bandwidths.reduce((sum, factor) => sum + Math.exp(-distance(i, j) / (2 * factor * mean)), 0);
  });
  const k = (i: number, j: number): number => read.reduce((product, one) => product * one(i, j), 1);
  const [first] = layers as readonly [KernelLayer];
  const [S, T] = [first.source_SD.shape[0], first.target_TD.shape[0]];
  let [within, other, between] = [0, 0, 0];
  for (let i = 0; i < S; i++) for (let j = 0; j < S; j++) if (i !== j) within += k(i, j) / (S * (S - 1));
  for (let i = 0; i < T; i++) for (let j = 0; j < T; j++) if (i !== j) other += k(S + i, S + j) / (T * (T - 1));
  for (let i = 0; i < S; i++) for (let j = 0; j < T; j++) between += k(i, S + j) / (S * T);
  return within + other - 2 * between;
}

describe('maximum mean discrepancy', () => {
  it('equals its definition pair by pair, for one layer and for two', () => {
    const sizes = fc.integer({ min: 2, max: 7 });
    fc.assert(
      fc.property(fc.nat(1000), sizes, sizes, fc.integer({ min: 1, max: 5 }), (seed, S, T, D) => {
        tf.tidy(() => {
          const one = {
            source_SD: matrix(S, D, seed),
            target_TD: matrix(T, D, seed + 1, 0.7),
            bandwidths: [0.25, 1, 4],
          };
          const two = { source_SD: matrix(S, 3, seed + 2), target_TD: matrix(T, 3, seed + 3), bandwidths: [1] };
          expect(valueOf(maximumMeanDiscrepancyLoss([one]))).toBeCloseTo(slow([one]), 4);
          expect(valueOf(maximumMeanDiscrepancyLoss([one, two]))).toBeCloseTo(slow([one, two]), 4);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('is near 0 for one distribution, whatever its scale, and grows with a shift', () => {
    tf.tidy(() => {
      const at = (shift: number, scale = 1): number => {
        const layer = {
          source_SD: tf.mul(matrix(200, 4, 1), scale) as Tensor2D,
          target_TD: tf.mul(matrix(200, 4, 2, shift), scale) as Tensor2D,
          bandwidths: [1],
        };
        return valueOf(maximumMeanDiscrepancyLoss([layer]));
      };
      expect(Math.abs(at(0))).toBeLessThan(0.01);
      expect(at(1)).toBeGreaterThan(0.05);
      expect(at(2)).toBeGreaterThan(at(1));
      expect(at(1, 100)).toBeCloseTo(at(1), 4);
    });
  });

  it('has the gradient of finite differences at bandwidths that stand still', () => {
    const layer = (x: Tensor, scale?: number): KernelLayer => ({
      source_SD: tf.slice(x as Tensor2D, [0, 0], [3, 2]),
      target_TD: tf.slice(x as Tensor2D, [3, 0], [4, 2]),
      bandwidths: [0.5, 1],
      ...(scale !== undefined && { scale }),
    });
    const x = matrix(7, 2, 5);
    checkGradient((one) => maximumMeanDiscrepancyLoss([layer(one, 3)]), [x]);
    const rows = x.arraySync() as number[][];
    const mean =
      rows
        .flatMap((one) => rows.map((other) => one.reduce((sum, v, d) => sum + (v - (other[d] as number)) ** 2, 0)))
        .reduce((sum, one) => sum + one, 0) / 42;
    const [still, moving] = [mean, undefined].map((scale) =>
      tf
        .grad((one) => maximumMeanDiscrepancyLoss([layer(one, scale)]))(x)
        .dataSync(),
    );
    expectClose(moving as Float32Array, still as Float32Array, { relative: 1e-4 });
  });

  it('stays finite for equal rows, frees what it makes, and refuses a batch of one', () => {
    const same = tf.ones([3, 2]) as Tensor2D;
    const layer = { source_SD: same, target_TD: same, bandwidths: [1] };
    expect(valueOf(maximumMeanDiscrepancyLoss([layer]))).toBeCloseTo(0, 6);
    const gradient = tf.grad((x) => maximumMeanDiscrepancyLoss([{ ...layer, source_SD: x as Tensor2D }]))(same);
    expect(Array.from(gradient.dataSync()).every(Number.isFinite)).toBe(true);
    expectNoLeaks(() => tf.tidy(() => valueOf(maximumMeanDiscrepancyLoss([layer]))));
    const single = { ...layer, source_SD: tf.ones([1, 2]) as Tensor2D };
    expect(() => maximumMeanDiscrepancyLoss([single])).toThrow(/at least 2 examples a side, the batch has 1 and 3/);
  });
});
