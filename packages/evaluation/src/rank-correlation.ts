import { sampleRankCorrelation } from 'simple-statistics';

/**
 * Spearman's rank correlation of two lists, ties at their mean rank. Undefined where one of them does not vary, or with
 * fewer than three pairs of finite values.
 */
export function rankCorrelation(first: readonly number[], second: readonly number[]): number | undefined {
  const pairs = first.flatMap((value, index) => {
    const other = second[index] ?? NaN;
    return Number.isFinite(value) && Number.isFinite(other) ? [[value, other] as const] : [];
  });
  if (pairs.length < 3) return undefined;
  const correlation = sampleRankCorrelation(
    pairs.map(([value]) => value),
    pairs.map(([, value]) => value),
  );
  return Number.isFinite(correlation) ? Math.max(-1, Math.min(1, correlation)) : undefined;
}
