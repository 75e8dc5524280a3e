import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareWith, holm, pairedDifference, studentTTwoSided } from './index.ts';

const golden = JSON.parse(readFileSync(new URL('../../../fixtures/golden/holm.json', import.meta.url), 'utf8')) as {
  twoSided: { t: number; degreesOfFreedom: number; pValue: number }[];
  lists: { pValues: number[]; adjusted: number[]; rejected: boolean[] }[];
  baseline: number[];
  rows: {
    name: string;
    values: number[];
    pValue: number;
    adjusted: number;
    rejected: boolean;
    low: number;
    high: number;
  }[];
};
const bySeed = (values: readonly number[]): Record<string, number> => Object.fromEntries(values.entries());

describe('against statsmodels and SciPy', () => {
  it.each(golden.twoSided)('p-value of t = $t with $degreesOfFreedom degrees of freedom', (row) => {
    expect(Math.abs(studentTTwoSided(row.t, row.degreesOfFreedom) / row.pValue - 1)).toBeLessThan(1e-6);
    expect(studentTTwoSided(-row.t, row.degreesOfFreedom)).toBe(studentTTwoSided(row.t, row.degreesOfFreedom));
  });

  it.each(golden.lists)('adjusted p-values of $pValues', ({ pValues, adjusted, rejected }) => {
    const outcomes = holm(pValues);
    outcomes.forEach((one, index) => expect(one.adjustedPValue).toBeCloseTo(adjusted[index] as number, 12));
    expect(outcomes.map((one) => one.rejected)).toEqual(rejected);
  });

  it('p-values, adjusted ones, verdicts and intervals of five methods against one', () => {
    const differences = compareWith(
      golden.rows.map(({ values }) => bySeed(values)),
      bySeed(golden.baseline),
    );
    golden.rows.forEach((row, index) => {
      const difference = differences[index];
      expect(difference?.pValue).toBeCloseTo(row.pValue, 8);
      expect(difference?.holm?.adjustedPValue).toBeCloseTo(row.adjusted, 8);
      expect(difference?.holm?.verdict !== 'level').toBe(row.rejected);
      expect(difference?.holm?.low).toBeCloseTo(row.low, 6);
      expect(difference?.holm?.high).toBeCloseTo(row.high, 6);
    });
  });
});

describe('Holm’s correction', () => {
  it('rejects none after the first that it keeps, though that one’s own interval excludes 0', () => {
    expect(holm([0.03, 0.04]).map(({ rejected }) => rejected)).toEqual([false, false]);
    expect(holm([0.03, 0.04]).map(({ level }) => level)).toEqual([0.975, 0.975]);
  });

  it('changes nothing for a single comparison', () => {
    expect(holm([0.03])).toEqual([{ adjustedPValue: 0.03, rejected: true, level: 0.95 }]);
    expect(holm([])).toEqual([]);
  });

  it('does not depend on the order of the rows', () => {
    const pValues = [0.2, 0.001, 0.013, 0.04];
    const turned = holm([...pValues].reverse()).reverse();
    expect(turned).toEqual(holm(pValues));
  });

  it('gives an interval that excludes 0 exactly where it rejects, whatever the values', () => {
    let state = 11;
    const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 200; round++) {
      const reference = bySeed([next(), next(), next(), next()]);
      const rows = Array.from({ length: 1 + (round % 6) }, () =>
        Object.fromEntries(Object.entries(reference).map(([seed, value]) => [seed, value + 0.3 * next() - 0.1])),
      );
      for (const one of compareWith(rows, reference)) {
        const { verdict, low, high } = one?.holm ?? { verdict: 'level', low: NaN, high: NaN };
        expect(low > 0 ? 'above' : high < 0 ? 'below' : 'level').toBe(verdict);
      }
    }
  });
});

describe('rows compared with one', () => {
  const reference = { 0: 0.5, 1: 0.52, 2: 0.51 };

  it('count only those that can be tested', () => {
    const [clear, alone, apart] = compareWith([{ 0: 0.7, 1: 0.72, 2: 0.715 }, { 0: 0.9 }, { 7: 0.9 }], reference);
    expect(clear?.holm).toMatchObject({ comparisons: 1, verdict: 'above' });
    expect(clear?.holm?.adjustedPValue).toBe(clear?.pValue);
    expect(alone).toEqual(pairedDifference({ 0: 0.9 }, reference));
    expect(apart).toBeUndefined();
  });

  it('are level where they are equal', () => {
    const [same] = compareWith([reference], reference);
    expect(same).toMatchObject({ mean: 0, pValue: 1, holm: { adjustedPValue: 1, verdict: 'level' } });
  });
});
