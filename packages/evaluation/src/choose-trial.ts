import { TrunklineError } from '@trunkline/system';
import { comparableScores } from './combined-scores.ts';
import { meanInterval } from './mean-interval.ts';
import type { RunResult, SweepSummary, TrialSummary } from './results.ts';
import { isTestedResult } from './tested.ts';

/**
 * Chooses among the trials of one row and pair by the mean, over seeds, of the declared validator's score at each run's
 * selected checkpoint; the earliest of equals. A trial that lacks seeds that another has is no candidate: a run that
 * diverged must not leave its trial the easier seeds. Where the target has labels it says as well which trial they would
 * have chosen, the chosen one among equals, and the regret, which is never negative.
 *
 * @param all runs of one row and pair, each with its trial
 * @param better the direction of the validator's score
 * @throws TrunklineError `TL_NO_FINITE_SCORE` when no candidate has a finite mean score
 */
export function chooseTrial(all: readonly RunResult[], better: 'higher' | 'lower'): SweepSummary {
  const results = comparableScores(all);
  const numbers = [...new Set(results.flatMap(({ trial }) => (trial === undefined ? [] : [trial.index])))];
  const trials = numbers
    .sort((a, b) => a - b)
    .map((index): TrialSummary => {
      const runs = results.filter(({ trial }) => trial?.index === index);
      const over = <Result extends RunResult>(of: readonly Result[], value: (run: Result) => number) =>
        meanInterval(Object.fromEntries(of.map((run) => [String(run.seed), value(run)])));
      return {
        index,
        values: runs[0]?.trial?.values ?? {},
        score: over(runs, (run) => run.selection.score),
        ...(runs.every(isTestedResult) && { targetAccuracy: over(runs, (run) => run.targetTest.accuracy) }),
      };
    });
  const seeds = Math.max(...trials.map(({ score }) => score.count));
  const candidates = trials.filter(({ score }) => score.count === seeds && Number.isFinite(score.mean));
  const sign = better === 'higher' ? 1 : -1;
  const chosen = highest(candidates, ({ score }) => sign * score.mean);
  if (chosen === undefined) {
    throw new TrunklineError(
      'TL_NO_FINITE_SCORE',
      `None of ${trials.length} trials has a finite score for every seed.`,
      {
        hint: 'Training diverged in each of them: sweep over lower learning rates.',
      },
    );
  }
  return { chosen: chosen.index, ...hindsight(candidates, chosen), trials };
}

/** The trial that target labels would have chosen; nothing where there are none. */
function hindsight(
  candidates: readonly TrialSummary[],
  chosen: TrialSummary,
): Required<Pick<SweepSummary, 'oracle' | 'regret'>> | undefined {
  const own = chosen.targetAccuracy?.mean;
  if (own === undefined) return undefined;
  const best = highest(candidates, ({ targetAccuracy }) => targetAccuracy?.mean ?? -Infinity) ?? chosen;
  const most = best.targetAccuracy?.mean ?? own;
  return most > own ? { oracle: best.index, regret: most - own } : { oracle: chosen.index, regret: 0 };
}

function highest<Item>(items: readonly Item[], value: (item: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (most, item) => (most === undefined || value(item) > value(most) ? item : most),
    undefined,
  );
}
