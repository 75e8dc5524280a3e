import type { CorrectedDifference, MeanInterval } from '@trunkline/evaluation';

/** A difference as a page shows it. */
export interface ShownDifference {
  /** With the interval after Holm's correction; for an oracle, which is not corrected, its own. */
  readonly interval: MeanInterval;
  /** `level`: no more than noise. Undefined on one seed, where nothing can be said. */
  readonly verdict: 'above' | 'below' | 'level' | undefined;
}

/** The interval and the verdict of a difference, after Holm's correction where there is one. */
export function shown(difference: CorrectedDifference): ShownDifference {
  const { mean, low, high, count, perSeed, significant, holm } = difference;
  if (holm !== undefined) {
    return { interval: { mean, count, perSeed, low: holm.low, high: holm.high }, verdict: holm.verdict };
  }
  if (low === undefined || high === undefined) return { interval: { mean, count, perSeed }, verdict: undefined };
  const verdict = !significant ? 'level' : mean > 0 ? 'above' : 'below';
  return { interval: { mean, count, perSeed, low, high }, verdict };
}

/** "p = 0.012", "p < 0.001". */
export function pText(pValue: number): string {
  return pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`;
}
