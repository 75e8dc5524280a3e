import { sampleStandardDeviation } from 'simple-statistics';
import { meanInterval } from './mean-interval.ts';
import type { PairedDifference } from './results.ts';
import { studentTTwoSided } from './student-t.ts';

/**
 * Differences `first − second`, seed by seed, over the seeds that both have, with the t-interval of their mean and the
 * p-value of the paired t-test. `significant` says that the interval excludes 0; with fewer than two common seeds there is
 * neither interval nor p-value, and it is false. Undefined when no seed is common.
 */
export function pairedDifference(
  first: Readonly<Record<string, number>>,
  second: Readonly<Record<string, number>>,
  level = 0.95,
): PairedDifference | undefined {
  const differences: Record<string, number> = {};
  for (const [seed, value] of Object.entries(first)) {
    const other = second[seed];
    if (other !== undefined) differences[seed] = value - other;
  }
  const interval = meanInterval(differences, level);
  if (interval.count === 0) return undefined;
  const significant =
    interval.low !== undefined && interval.high !== undefined && (interval.low > 0 || interval.high < 0);
  const pValue = pairedPValue(Object.values(differences), interval.mean);
  return { ...interval, significant, ...(pValue !== undefined && { pValue }) };
}

/** Two-sided: 0 for differences that are all one and the same, 1 where that is 0. */
function pairedPValue(differences: readonly number[], mean: number): number | undefined {
  const count = differences.length;
  if (count < 2) return undefined;
  if (mean === 0) return 1;
  const error = sampleStandardDeviation([...differences]) / Math.sqrt(count);
  return studentTTwoSided(mean / error, count - 1);
}
