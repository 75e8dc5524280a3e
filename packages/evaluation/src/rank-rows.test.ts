import { describe, expect, it } from 'vitest';
import { rankCorrelation } from './rank-correlation.ts';
import { rankRows } from './rank-rows.ts';

describe('rankRows', () => {
  // table 6 of Demšar 2006: four classifiers on 14 data sets; mean ranks 3.143, 2.000, 2.893, 1.964
  // (the paper ranks 0.975 before 0.975 on its thirteenth set, by digits that it does not print)
  const table = [
    [0.763, 0.599, 0.954, 0.628, 0.882, 0.936, 0.661, 0.583, 0.775, 1.0, 0.94, 0.619, 0.972, 0.957],
    [0.768, 0.591, 0.971, 0.661, 0.888, 0.931, 0.668, 0.583, 0.838, 1.0, 0.962, 0.666, 0.981, 0.978],
    [0.771, 0.59, 0.968, 0.654, 0.886, 0.916, 0.609, 0.563, 0.866, 1.0, 0.965, 0.614, 0.9751, 0.946],
    [0.798, 0.569, 0.967, 0.657, 0.898, 0.931, 0.685, 0.625, 0.875, 1.0, 0.962, 0.669, 0.975, 0.97],
  ];

  it('gives the ranks, Friedman’s chi-squared of 9.28 and the critical difference of Demšar’s example', () => {
    const { meanRanks, criticalDifference, pValue, blocks } = rankRows(table);
    expect(meanRanks.map((rank) => Number(rank.toFixed(3)))).toEqual([3.143, 2, 2.893, 1.964]);
    expect(blocks).toBe(14);
    expect(criticalDifference).toBeCloseTo(2.569 * Math.sqrt((4 * 5) / (6 * 14)), 3);
    expect(pValue).toBeCloseTo(0.0258, 3); // chi-squared 9.28 with 3 degrees of freedom
  });

  it('has the quantiles of Demšar’s table 5(a)', () => {
    const quantile = (rows: number) =>
      rankRows(Array.from({ length: rows }, (_, row) => [row, row])).criticalDifference /
      Math.sqrt((rows * (rows + 1)) / 12);
    expect([2, 5, 10].map((rows) => Number(quantile(rows).toFixed(3)))).toEqual([1.96, 2.728, 3.164]);
  });

  it('refuses what has no ranks', () => {
    expect(() => rankRows([[1, 2]])).toThrow('two rows and two blocks');
    expect(() => rankRows([[1, 2], [1, NaN]])).toThrow('finite value'); // prettier-ignore
  });
});

describe('rankCorrelation', () => {
  it('is that of ranks, ties at their mean', () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 4, 9, 16])).toBe(1);
    expect(rankCorrelation([1, 2, 3], [5, 1, 0])).toBe(-1);
    expect(rankCorrelation([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9486833, 6); // scipy.stats.spearmanr
  });

  it('is undefined where nothing varies or too little is known', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(rankCorrelation([1, 2], [1, 2])).toBeUndefined();
    expect(rankCorrelation([1, NaN, 2, 3], [1, 9, 2, 3])).toBe(1);
  });
});
