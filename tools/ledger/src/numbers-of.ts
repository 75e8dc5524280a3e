import type { RunResult } from '@trunkline/evaluation';
import type { LedgerNumbers } from './ledger.ts';

/** The numbers of a result that are stored; the target must have labels. Accuracies to 5 decimals, scores to 6 digits. */
export function numbersOf(result: RunResult): LedgerNumbers {
  const { targetTest, sourceTest, checkpoints, validators, selection, steps } = result;
  if (!targetTest || !checkpoints) {
    throw new Error(`${result.label} on ${result.target} has no target accuracy: a benchmark needs a labelled target.`);
  }
  const predicted = targetTest.confusion.reduce<number[]>(
    (sums, row) => row.map((count, place) => count + (sums[place] ?? 0)),
    [],
  );
  const scoresOf = (scores: readonly (readonly [number, number])[]): (number | null)[] => {
    const byStep = new Map(scores);
    return checkpoints.map(({ step }) => score(byStep.get(step)));
  };
  const combined = validators.flatMap(({ validator, ownScores }) =>
    ownScores === undefined ? [] : [[validator, scoresOf(ownScores)] as const],
  );
  return {
    accuracy: share(targetTest.accuracy),
    macro: share(targetTest.macroAccuracy),
    sourceAccuracy: share(sourceTest.accuracy),
    largestShare: share(Math.max(...predicted) / targetTest.count),
    step: selection.step,
    score: score(selection.score),
    checkpoints: checkpoints.map(
      ({ step, targetAccuracy, largestShare }) => [step, share(targetAccuracy), share(largestShare)] as const,
    ),
    validators: named(validators.map(({ validator, scores }) => [validator, scoresOf(scores)] as const)),
    ...(combined.length > 0 && { ownScores: named(combined) }),
    steps,
  };
}

/** By name, in the order of names. */
function named<Value>(entries: readonly (readonly [string, Value])[]): Readonly<Record<string, Value>> {
  return Object.fromEntries([...entries].sort(([first], [second]) => (first < second ? -1 : 1)));
}

function share(value: number): number {
  return Number(value.toFixed(5));
}

function score(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
