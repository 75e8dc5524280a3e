import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { MeanInterval } from './results.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * Mean over seeds with its Student t-interval: mean ± t(n − 1) · s/√n, s with n − 1 in the denominator.
 * The interval is absent with fewer than two seeds; the mean of none is NaN.
 *
 * @param perSeed the value of every seed
 * @param level coverage, 0.95 by default
 */
export function meanInterval(perSeed: Readonly<Record<string, number>>, level = 0.95): MeanInterval {
  const values = Object.values(perSeed);
  const count = values.length;
  if (count === 0) return { mean: NaN, count, perSeed: {} };
  const centre = mean(values);
  if (count === 1) return { mean: centre, count, perSeed: { ...perSeed } };
  const half = (studentTQuantile(1 - (1 - level) / 2, count - 1) * sampleStandardDeviation(values)) / Math.sqrt(count);
  return { mean: centre, low: centre - half, high: centre + half, count, perSeed: { ...perSeed } };
}
