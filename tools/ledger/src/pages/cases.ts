import { findValidator, validators } from '@trunkline/evaluation';
import { isFinished, type FinishedLedgerRun, type Ledger, type LedgerExperiment, type LedgerRow } from '../ledger.ts';

/** A row on one pair over its seeds. */
export interface CaseRow {
  readonly row: LedgerRow;
  /** In the order of seeds; of a sweep those of the trial that the selecting rule prefers. */
  readonly runs: readonly FinishedLedgerRun[];
  /** Runs that failed by their own fault. */
  readonly failures: number;
  /** There for a row with a sweep. */
  readonly sweep?: SweepChoice;
}

/** Which trial of a sweep was taken, and what that lost. */
export interface SweepChoice {
  readonly chosen: number;
  readonly trials: number;
  /** The trial with the highest mean target accuracy, which nobody could know. */
  readonly best: number;
  /** How much higher it is. */
  readonly regret: number;
}

/** One source-to-target pair under the settings of one experiment. */
export interface Case {
  readonly benchmark: string;
  readonly experiment: LedgerExperiment;
  readonly source: string;
  readonly target: string;
  /** `photo → cartoon`, with the experiment where several of the benchmark have the pair. */
  readonly title: string;
  readonly rows: readonly CaseRow[];
}

/** The cases of a ledger that have runs, in the order of their titles. */
export function casesOf({ benchmark, experiments, rows, runs }: Ledger): readonly Case[] {
  const cases: Case[] = [];
  for (const experiment of experiments) {
    const own = runs.filter((run) => run.experiment === experiment.name);
    for (const pair of unique(own.map(({ source, target }) => JSON.stringify([source, target])))) {
      const [source, target] = JSON.parse(pair) as [string, string];
      const here = own.filter((run) => run.source === source && run.target === target);
      cases.push({
        benchmark,
        experiment,
        source,
        target,
        title: `${source} → ${target}`,
        rows: rows
          .filter((row) => row.experiment === experiment.name)
          .map((row) =>
            caseRow(
              row,
              experiment,
              here.filter(({ label }) => label === row.label),
            ),
          )
          .filter(({ runs: done, failures }) => done.length + failures > 0),
      });
    }
  }
  const isShared = ({ title }: Case): boolean => cases.filter((one) => one.title === title).length > 1;
  return cases
    .map((one) => (isShared(one) ? { ...one, title: `${one.title} (${one.experiment.name})` } : one))
    .sort((first, second) => (first.title < second.title ? -1 : 1));
}

function caseRow(row: LedgerRow, { selection }: LedgerExperiment, runs: Ledger['runs']): CaseRow {
  const finished = runs.filter(isFinished).sort((first, second) => first.seed - second.seed);
  const failures = runs.length - finished.length;
  const trials = unique(finished.flatMap(({ trial }) => (trial === undefined ? [] : [trial])));
  if (trials.length === 0) return { row, runs: finished, failures };
  const sign = directionOf(selection);
  const runsOf = (trial: number): readonly FinishedLedgerRun[] => finished.filter((run) => run.trial === trial);
  const seeds = Math.max(...trials.map((trial) => runsOf(trial).length));
  // a trial that lacks seeds which another has must not win by having the easier ones
  const candidates = trials.sort((first, second) => first - second).filter((trial) => runsOf(trial).length === seeds);
  const scoreOf = (trial: number): number => sign * meanOf(runsOf(trial).map((run) => run.score ?? -Infinity * sign));
  const accuracyOf = (trial: number): number => meanOf(runsOf(trial).map(({ accuracy }) => accuracy));
  const highest = (value: (trial: number) => number): number =>
    candidates.reduce((most, trial) => (value(trial) > value(most) ? trial : most), candidates[0] ?? 0);
  const [chosen, best] = [highest(scoreOf), highest(accuracyOf)];
  const regret = accuracyOf(best) - accuracyOf(chosen);
  return { row, runs: runsOf(chosen), failures, sweep: { chosen, trials: trials.length, best, regret } };
}

/** 1 where higher scores of a validator are better, −1 where lower ones are. */
export function directionOf(validator: string): 1 | -1 {
  return findValidator(validator).better === 'higher' ? 1 : -1;
}

/** Whether a validator still exists: runs keep the scores of rules that were taken away. */
export function isKnown(validator: string): boolean {
  return validators().some(({ name }) => name === validator);
}

/** By seed, a number of each run. */
export function bySeed(
  runs: readonly FinishedLedgerRun[],
  value: (run: FinishedLedgerRun) => number,
): Record<string, number> {
  return Object.fromEntries(runs.map((run) => [String(run.seed), value(run)]));
}

/** The row that the others of a case are compared with, where it has runs. */
export function baselineOf({ rows, experiment }: Case): CaseRow | undefined {
  return rows.find(({ row, runs }) => row.label === experiment.baseline && runs.length > 0);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
