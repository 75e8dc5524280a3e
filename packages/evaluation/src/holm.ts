/** What Holm's procedure says of one of several tests. */
export interface HolmOutcome {
  /** Compare it with `alpha`. */
  readonly adjustedPValue: number;
  readonly rejected: boolean;
  /** The level at which this test's own interval excludes the null value exactly where the test is rejected. */
  readonly level: number;
}

/**
 * Holm's step-down correction: with m tests in the order of their p-values, the i-th is compared with α / (m − i + 1), and
 * after the first that is not rejected none is. The chance of any false rejection among them is at most α, whatever their
 * dependence. Adjusted p-value: the largest of (m − j + 1) · p_j over j ≤ i, at most 1.
 *
 * Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of Statistics 6.
 *
 * @returns one outcome a p-value, in the order given
 */
export function holm(pValues: readonly number[], alpha = 0.05): HolmOutcome[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const outcomes: HolmOutcome[] = [];
  let adjustedPValue = 0;
  let kept: number | undefined;
  for (const [rank, index] of order.entries()) {
    const left = pValues.length - rank;
    adjustedPValue = Math.min(1, Math.max(adjustedPValue, left * (pValues[index] as number)));
    const rejected = adjustedPValue <= alpha;
    if (!rejected) kept ??= left;
    outcomes[index] = { adjustedPValue, rejected, level: 1 - alpha / (kept ?? left) };
  }
  return outcomes;
}
