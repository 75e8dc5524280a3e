import { createRandom } from '@trunkline/system';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stratifiedSample, stratifiedSplit } from './splits.ts';

const labels = fc
  .array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 300 })
  .map((all) => Int32Array.from(all));
const fractions = fc
  .array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 4 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights) => weights.map((weight) => weight / weights.reduce((sum, one) => sum + one, 0)));
const seed = fc.integer({ min: 0, max: 1_000 });

describe('stratifiedSplit', () => {
  it('puts every index into exactly one part when the fractions add up to 1', () => {
    fc.assert(
      fc.property(labels, fractions, seed, (labels_N, shares, number) => {
        const parts = stratifiedSplit(labels_N, shares, createRandom(number));
        const all = parts.flatMap((part) => [...part]).sort((a, b) => a - b);
        expect(all).toEqual(Array.from(labels_N, (_, index) => index));
      }),
    );
  });

  it('gives each class its share of each part to within one image', () => {
    fc.assert(
      fc.property(labels, fractions, seed, (labels_N, shares, number) => {
        const parts = stratifiedSplit(labels_N, shares, createRandom(number));
        for (const label of new Set(labels_N)) {
          const size = labels_N.filter((one) => one === label).length;
          parts.forEach((part, place) => {
            const held = part.filter((index) => labels_N[index] === label).length;
            expect(Math.abs(held - (shares[place] as number) * size)).toBeLessThan(1 + 1e-9);
          });
        }
      }),
    );
  });

  it('is the same for the same seed and another for another', () => {
    const labels_N = Int32Array.from({ length: 200 }, (_, index) => index % 4);
    const split = (number: number): string =>
      JSON.stringify(stratifiedSplit(labels_N, [0.5, 0.5], createRandom(number)));
    expect(split(3)).toBe(split(3));
    expect(split(3)).not.toBe(split(4));
  });

  it('refuses fractions that are negative or add up to more than 1', () => {
    const labels_N = Int32Array.of(0, 1);
    expect(() => stratifiedSplit(labels_N, [0.7, 0.7], createRandom(0))).toThrowError(/at most 1/);
    expect(() => stratifiedSplit(labels_N, [-0.1], createRandom(0))).toThrowError(/TL_|at most 1/);
  });
});

describe('stratifiedSample', () => {
  it('keeps the limit, and each class its share to within one image', () => {
    fc.assert(
      fc.property(labels, fc.integer({ min: 1, max: 320 }), seed, (labels_N, limit, number) => {
        const chosen = stratifiedSample(labels_N, limit, createRandom(number));
        expect(chosen.length).toBe(Math.min(limit, labels_N.length));
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const label of new Set(labels_N)) {
          const share = (labels_N.filter((one) => one === label).length * chosen.length) / labels_N.length;
          const held = chosen.filter((index) => labels_N[index] === label).length;
          expect(Math.abs(held - share)).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });
});
