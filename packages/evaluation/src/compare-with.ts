import { holm } from './holm.ts';
import { pairedDifference } from './paired-difference.ts';
import type { CorrectedDifference } from './results.ts';

/**
 * Paired differences of several rows to one, `row − reference`, with Holm's correction over those of them that can be
 * tested: the rows that share at least two seeds with the reference.
 *
 * @param rows the value of every seed, for each row
 * @param reference the value of every seed of the row they are compared with
 * @returns one a row, in the order given; undefined where no seed is common
 */
export function compareWith(
  rows: readonly Readonly<Record<string, number>>[],
  reference: Readonly<Record<string, number>>,
): (CorrectedDifference | undefined)[] {
  const differences = rows.map((row) => pairedDifference(row, reference));
  const tested = differences.flatMap((one) => (one?.pValue === undefined ? [] : [one.pValue]));
  const outcomes = holm(tested)[Symbol.iterator]();
  return rows.map((row, index) => {
    const difference = differences[index];
    if (difference?.pValue === undefined) return difference;
    const outcome = outcomes.next().value;
    if (outcome === undefined) return difference;
    const { low, high } = pairedDifference(row, reference, outcome.level) ?? {};
    if (low === undefined || high === undefined) return difference;
    const verdict = !outcome.rejected ? 'level' : difference.mean > 0 ? 'above' : 'below';
    const { adjustedPValue } = outcome;
    return { ...difference, holm: { comparisons: tested.length, adjustedPValue, low, high, verdict } };
  });
}
