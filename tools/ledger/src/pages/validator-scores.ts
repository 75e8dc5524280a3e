import { chooseCheckpoint, rankCorrelation } from '@trunkline/evaluation';
import type { FinishedLedgerRun } from '../ledger.ts';
import { directionOf, isKnown, meanOf, unique, type Case } from './cases.ts';
import { decimals, percent, table } from './words.ts';

/** From this share of one class on, predictions count as collapsed. */
export const collapsedShare = 0.5;

/** What a validator chose among a run's checkpoints. */
export interface CheckpointChoice {
  readonly accuracy: number;
  readonly regret: number;
  readonly hasCollapsed: boolean;
  /** The checkpoint, by its place in the run. */
  readonly chosen: number;
  /** Its score there. */
  readonly score: number;
  /** With target accuracy over checkpoints; undefined where one of them does not vary. */
  readonly correlation: number | undefined;
}

/** The choice of a validator in a run; undefined where the run has no finite score of it. */
export function choiceOf(run: FinishedLedgerRun, validator: string): CheckpointChoice | undefined {
  const scores = run.validators[validator];
  if (!scores?.some((score) => score !== null)) return undefined;
  const sign = directionOf(validator);
  const [chosen, score] = chooseCheckpoint(
    scores.map((value, index) => [index, value ?? NaN] as const),
    sign === 1 ? 'higher' : 'lower',
  );
  const accuracies = run.checkpoints.map(([, accuracy]) => accuracy);
  const accuracy = accuracies[chosen] ?? NaN;
  return {
    accuracy,
    chosen,
    score,
    regret: Math.max(...accuracies) - accuracy,
    hasCollapsed: (run.checkpoints[chosen]?.[2] ?? 0) >= collapsedShare,
    correlation: rankCorrelation(
      scores.map((value) => sign * (value ?? NaN)),
      accuracies,
    ),
  };
}

/** Validators that some run has scores of and that still exist, by name. */
export function validatorsOf(cases: readonly Case[]): readonly string[] {
  const names = cases.flatMap(({ rows }) =>
    rows.flatMap(({ runs }) => runs.flatMap((run) => Object.keys(run.validators))),
  );
  return unique(names).filter(isKnown).sort();
}

/** How a validator did among the checkpoints of all runs. */
export interface CheckpointRecord {
  readonly validator: string;
  readonly runs: number;
  readonly regret: number;
  readonly worst: number;
  readonly correlation: number | undefined;
  readonly collapsed: number;
}

/** Over the runs of all rows but oracles, whose held-out pictures are the target's; the least mean regret first. */
export function checkpointRecords(cases: readonly Case[]): readonly CheckpointRecord[] {
  const runs = cases.flatMap(({ rows }) => rows.filter(({ row }) => row.role !== 'oracle').flatMap((one) => one.runs));
  return validatorsOf(cases)
    .flatMap((validator) => {
      const choices = runs.flatMap((run) => choiceOf(run, validator) ?? []);
      const correlations = choices.flatMap(({ correlation }) => correlation ?? []);
      if (choices.length === 0) return [];
      return {
        validator,
        runs: choices.length,
        regret: meanOf(choices.map(({ regret }) => regret)),
        worst: Math.max(...choices.map(({ regret }) => regret)),
        correlation: correlations.length === 0 ? undefined : meanOf(correlations),
        collapsed: choices.filter(({ hasCollapsed }) => hasCollapsed).length,
      };
    })
    .sort((first, second) => first.regret - second.regret || (first.validator < second.validator ? -1 : 1));
}

/** As a table. */
export function checkpointTable(cases: readonly Case[]): string {
  return table(
    ['Validator', 'Runs:', 'Mean regret:', 'Largest:', 'Rank correlation:', 'Collapsed:'],
    checkpointRecords(cases).map(({ validator, runs, regret, worst, correlation, collapsed }) => [
      validator,
      String(runs),
      percent(regret, 2),
      percent(worst),
      decimals(correlation, 2),
      String(collapsed),
    ]),
  );
}
