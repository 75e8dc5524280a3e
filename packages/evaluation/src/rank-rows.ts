import { TrunklineError } from '@trunkline/system';
import jstat from 'jstat';

/** Several rows ranked on the same blocks. */
export interface RankedRows {
  /** Mean rank of each row in the order given; 1 is the best. */
  readonly meanRanks: readonly number[];
  readonly blocks: number;
  /** Of Friedman's test, by its chi-squared approximation: small where the rows cannot be all alike. */
  readonly pValue: number;
  /** Nemenyi's, at 5 %: two rows whose mean ranks lie closer cannot be told apart. */
  readonly criticalDifference: number;
}

/**
 * Ranks rows on every block and compares their mean ranks (Demšar 2006, JMLR 7, sections 3.2.2 and 3.2.4): Friedman's
 * chi-squared without a correction for ties, which share their mean rank, and Nemenyi's critical difference
 * q √(k(k + 1) / 6N), q the quantile of the studentised range at infinite degrees of freedom, divided by √2.
 *
 * @param values_RN of each row, its value on every block: higher is better
 * @throws TrunklineError `TL_BAD_SHAPE` for fewer than two rows or two blocks, or rows of different lengths
 */
export function rankRows(values_RN: readonly (readonly number[])[]): RankedRows {
  const rows = values_RN.length;
  const blocks = values_RN[0]?.length ?? 0;
  if (rows < 2 || blocks < 2 || values_RN.some((row) => row.length !== blocks || !row.every(Number.isFinite))) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `Ranks need two rows and two blocks at least and a finite value of every row on every block, got ${rows} rows of ${values_RN.map(({ length }) => length).join(', ')} values.`,
      { hint: 'Leave out the rows that lack a block.' },
    );
  }
  const sums = values_RN.map(() => 0);
  for (let block = 0; block < blocks; block++) {
    const column = values_RN.map((row) => row[block] ?? NaN);
    for (const [row, value] of column.entries()) {
      const better = column.filter((other) => other > value).length;
      const equal = column.filter((other) => other === value).length;
      sums[row] = (sums[row] ?? 0) + better + (equal + 1) / 2;
    }
  }
  const meanRanks = sums.map((sum) => sum / blocks);
  const squares = meanRanks.reduce((sum, rank) => sum + rank ** 2, 0);
  const statistic = ((12 * blocks) / (rows * (rows + 1))) * (squares - (rows * (rows + 1) ** 2) / 4);
  const quantile = jstat.tukey.inv(0.95, rows, 1e6) / Math.SQRT2;
  return {
    meanRanks,
    blocks,
    pValue: 1 - jstat.chisquare.cdf(Math.max(0, statistic), rows - 1),
    criticalDifference: quantile * Math.sqrt((rows * (rows + 1)) / (6 * blocks)),
  };
}
