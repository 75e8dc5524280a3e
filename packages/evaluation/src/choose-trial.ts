import { TrunklineError } from '@trunkline/system';
import { meanInterval } from './mean-interval.ts';
import type { RunResult, TrialSummary } from './results.ts';

/** The trial of a sweep that a label-free rule prefers, and what that cost against the best one. */
export interface TrialChoice {
  /** Number of the trial that is shown. */
  readonly chosen: number;
  /** Number of the trial that target labels would have chosen, the chosen one among equals: reported, never used. */
  readonly oracle: number;
  /** Mean target test accuracy of the oracle's trial minus the chosen one's; never negative. */
  readonly regret: number;
  /** In the order of their numbers. */
  readonly trials: readonly TrialSummary[];
}

/**
 * Chooses among the trials of one row and pair by the mean, over seeds, of the declared validator's score at each run's
 * selected checkpoint; the earliest of equals. A trial that lacks seeds that another has is no candidate: a run that
 * diverged must not leave its trial the easier seeds.
 *
 * @param results runs of one row and pair, each with its trial
 * @param better the direction of the validator's score
 * @throws TrunklineError `TL_NO_FINITE_SCORE` when no candidate has a finite mean score
 */
export function chooseTrial(results: readonly RunResult[], better: 'higher' | 'lower'): TrialChoice {
  const numbers = [...new Set(results.flatMap(({ trial }) => (trial === undefined ? [] : [trial.index])))];
  const trials = numbers
    .sort((a, b) => a - b)
    .map((index): TrialSummary => {
      const runs = results.filter(({ trial }) => trial?.index === index);
      const over = (value: (run: RunResult) => number) =>
        meanInterval(Object.fromEntries(runs.map((run) => [String(run.seed), value(run)])));
      return {
        index,
        values: runs[0]?.trial?.values ?? {},
        score: over((run) => run.selection.score),
        targetAccuracy: over((run) => run.targetTest.accuracy),
      };
    });
  const seeds = Math.max(...trials.map(({ score }) => score.count));
  const candidates = trials.filter(({ score }) => score.count === seeds && Number.isFinite(score.mean));
  const sign = better === 'higher' ? 1 : -1;
  const chosen = highest(candidates, ({ score }) => sign * score.mean);
  const best = highest(candidates, ({ targetAccuracy }) => targetAccuracy.mean);
  if (chosen === undefined || best === undefined) {
    throw new TrunklineError(
      'TL_NO_FINITE_SCORE',
      `None of ${trials.length} trials has a finite score for every seed.`,
      {
        hint: 'Training diverged in each of them: sweep over lower learning rates.',
      },
    );
  }
  const oracle = best.targetAccuracy.mean > chosen.targetAccuracy.mean ? best : chosen;
  return {
    chosen: chosen.index,
    oracle: oracle.index,
    regret: oracle.targetAccuracy.mean - chosen.targetAccuracy.mean,
    trials,
  };
}

function highest<Item>(items: readonly Item[], value: (item: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (most, item) => (most === undefined || value(item) > value(most) ? item : most),
    undefined,
  );
}
