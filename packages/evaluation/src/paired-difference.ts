import { meanInterval } from './mean-interval.ts';
import type { PairedDifference } from './results.ts';

/**
 * Differences `first − second`, seed by seed, over the seeds that both have, with the t-interval of their mean.
 * `significant` says that the interval excludes 0; with fewer than two common seeds there is no interval and it is false.
 * Undefined when no seed is common.
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
  return { ...interval, significant };
}
