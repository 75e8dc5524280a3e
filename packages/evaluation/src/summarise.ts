import { TrunklineError } from '@trunkline/system';
import { chooseTrial } from './choose-trial.ts';
import { comparableScores } from './combined-scores.ts';
import { compareWith } from './compare-with.ts';
import { meanInterval } from './mean-interval.ts';
import { pairedDifference } from './paired-difference.ts';
import { rankCorrelation } from './rank-correlation.ts';
import type {
  CorrectedDifference,
  MeanInterval,
  MethodSummary,
  RunResult,
  SweepSummary,
  TestedResult,
  TestedSummary,
  ValidatorChoice,
  ValidatorSummary,
} from './results.ts';
import { isTestedResult, isTestedRow } from './tested.ts';

export interface SummariseOptions {
  /** Labels in the order of the experiment; rows not named here follow in order of appearance. */
  readonly labels?: readonly string[];
}

/**
 * The rows of the comparison: one per source→target pair and label, over all seeds that finished. Pairs keep the order
 * in which they appear, labels the order of the experiment. Rows are compared with the first one of the pair whose role
 * is `baseline`, with Holm's correction over those that are no oracles. Intervals are cut to what the quantity can be:
 * shares to [0, 1], paired differences to [−1, 1], seconds to 0 and above; means are left alone.
 *
 * A row with a sweep is the trial that the selecting validator prefers. Rows whose target has no labels have what is known
 * without them, the validators' scores first of all, and no differences.
 *
 * @throws TrunklineError `TL_DUPLICATE_RUN` when two results have the same pair, label, trial and seed, and
 *   `TL_NO_FINITE_SCORE` when a sweep has no trial to choose
 */
export function summarise(results: readonly RunResult[], options: SummariseOptions = {}): MethodSummary[] {
  const labels = [...new Set([...(options.labels ?? []), ...results.map((result) => result.label)])];
  return groupByPair(results).flatMap((pair) => {
    const chosen = labels.flatMap((label) => {
      const runs = pair.filter((result) => result.label === label);
      return runs.length === 0 ? [] : [chosenRuns(runs)];
    });
    const comparable = comparableScores(chosen.flatMap(({ runs }) => runs));
    const rows = chosen.map(({ runs: [first], sweep }) =>
      summariseRow(
        comparable.filter(({ label }) => label === first?.label),
        sweep,
      ),
    );
    const baseline = rows.find((row) => row.role === 'baseline');
    return baseline !== undefined && rows.every(isTestedRow) && isTestedRow(baseline) ? compared(rows, baseline) : rows;
  });
}

/** The rows of a pair with their differences to one of them. */
function compared(rows: readonly TestedSummary[], baseline: TestedSummary): MethodSummary[] {
  const accuracies = (row: TestedSummary): Record<string, number> => row.metrics['test/target/accuracy'].perSeed;
  const tried = rows.filter((row) => row !== baseline && row.role !== 'oracle');
  const differences = compareWith(tried.map(accuracies), accuracies(baseline));
  return rows.map((row) => {
    if (row === baseline) return row;
    const difference: CorrectedDifference | undefined =
      row.role === 'oracle' ? pairedDifference(accuracies(row), accuracies(baseline)) : differences[tried.indexOf(row)];
    if (difference === undefined) return row;
    const { holm } = difference;
    return {
      ...row,
      differenceToBaseline: {
        ...within(difference, -1, 1),
        ...(holm && { holm: within(holm, -1, 1) }),
        baseline: baseline.label,
      },
    };
  });
}

function groupByPair(results: readonly RunResult[]): RunResult[][] {
  const pairs = new Map<string, RunResult[]>();
  for (const result of results) {
    const key = JSON.stringify([result.source, result.target]);
    pairs.set(key, [...(pairs.get(key) ?? []), result]);
  }
  return [...pairs.values()];
}

/** The runs of a row that it shows: all, or those of the trial that its sweep chose. */
function chosenRuns(all: readonly RunResult[]): {
  readonly runs: readonly RunResult[];
  readonly sweep: SweepSummary | undefined;
} {
  if (!all.some(({ trial }) => trial !== undefined)) return { runs: all, sweep: undefined };
  const sweep = chooseTrial(all, all[0]?.selection.better ?? 'higher');
  return { runs: all.filter(({ trial }) => trial?.index === sweep.chosen), sweep };
}

function summariseRow(runs: readonly RunResult[], sweep: SweepSummary | undefined): MethodSummary {
  const first = runs[0] as RunResult;
  const tested = runs.every(isTestedResult) ? runs : undefined;
  const validators = [...new Set(runs.flatMap((run) => run.validators.map((choice) => choice.validator)))];
  return {
    label: first.label,
    method: first.method,
    family: first.family,
    role: first.role,
    head: first.head,
    source: first.source,
    target: first.target,
    selectionValidator: first.selection.validator,
    selectionScore: meanInterval(perSeed(runs, (result) => result.selection.score)),
    selectionBetter: first.selection.better,
    metrics: {
      ...(tested && targetMetrics(tested)),
      'test/source/accuracy': share(runs, (result) => result.sourceTest.accuracy),
    },
    ...(tested && oneClass(tested)),
    testImages: {
      source: Math.min(...runs.map((run) => run.sourceTest.count)),
      ...(tested && { target: Math.min(...tested.map((run) => run.targetTest.count)) }),
    },
    seconds: within(meanInterval(perSeed(runs, (result) => result.cost.seconds)), 0, Infinity),
    trainableParameters: first.cost.trainableParameters,
    methodParameters: first.cost.methodParameters,
    totalParameters: first.cost.totalParameters,
    multiplyAddsPerImage: first.cost.multiplyAddsPerImage,
    validators: validators.map((validator) => summariseValidator(runs, validator)),
    ...(tested && { oracle: share(tested, (result) => result.oracle.targetAccuracy) }),
    ...(sweep && { sweep }),
  };
}

/** The seeds whose model gives every target test picture one class, with the class. */
function oneClass(runs: readonly TestedResult[]): Pick<MethodSummary, 'oneClass'> {
  const seeds = runs.flatMap(({ seed, classNames, targetTest: { confusion, count } }) => {
    const predicted = classNames.filter((_, label) => confusion.some((row) => (row[label] ?? 0) > 0));
    return predicted.length === 1 && count > 1 ? [[String(seed), predicted[0] as string] as const] : [];
  });
  return seeds.length === 0 ? {} : { oneClass: Object.fromEntries(seeds) };
}

function targetMetrics(runs: readonly TestedResult[]): Partial<MethodSummary['metrics']> {
  return {
    'test/target/accuracy': share(runs, (result) => result.targetTest.accuracy),
    'test/target/macro-accuracy': share(runs, (result) => result.targetTest.macroAccuracy),
    'test/target/calibration-error': share(runs, (result) => result.targetTest.expectedCalibrationError),
  };
}

function summariseValidator(runs: readonly RunResult[], validator: string): ValidatorSummary {
  const choices = runs.flatMap((run) =>
    run.validators.filter((one) => one.validator === validator).map((choice) => ({ run, choice })),
  );
  const collect = (value: (one: (typeof choices)[number]) => number | undefined): Record<string, number> =>
    Object.fromEntries(
      choices.flatMap((one) => {
        const number = value(one);
        return number === undefined ? [] : [[String(one.run.seed), number]];
      }),
    );
  const interval = (values: Record<string, number>): MeanInterval | undefined =>
    Object.keys(values).length === 0 ? undefined : meanInterval(values);
  const score = interval(collect(({ run, choice }) => comparableScore(run, choice)));
  const targetAccuracy = interval(collect(({ choice }) => choice.targetAccuracy));
  const regret = interval(collect(({ choice }) => choice.regret));
  const correlation = interval(collect(({ run, choice }) => correlationWithAccuracy(run, choice)));
  return {
    validator,
    chosenSteps: collect(({ choice }) => choice.chosenStep),
    ...(score && { score }),
    ...(targetAccuracy && { targetAccuracy: within(targetAccuracy, 0, 1) }),
    ...(regret && { regret: within(regret, 0, 1) }),
    ...(correlation && { rankCorrelation: within(correlation, -1, 1) }),
  };
}

/**
 * A validator's score of a run's selected checkpoint. A rank within a run says nothing beside another run's, so a rule that
 * combines others has one only where it selected and runs were ranked together.
 */
function comparableScore(
  { selection }: RunResult,
  { validator, scores, ownScores }: ValidatorChoice,
): number | undefined {
  if (ownScores === undefined) return scores.find(([step]) => step === selection.step)?.[1];
  return selection.validator === validator ? selection.score : undefined;
}

/** How a validator ranks a run's checkpoints beside how target accuracy does, better scores first whatever their direction. */
function correlationWithAccuracy(
  { checkpoints }: RunResult,
  { scores, better }: Pick<ValidatorChoice, 'scores' | 'better'>,
): number | undefined {
  if (checkpoints === undefined || better === undefined) return undefined;
  const accuracies = new Map(checkpoints.map(({ step, targetAccuracy }) => [step, targetAccuracy]));
  return rankCorrelation(
    scores.map(([, score]) => (better === 'higher' ? score : -score)),
    scores.map(([step]) => accuracies.get(step) ?? NaN),
  );
}

/** The interval of a quantity between 0 and 1. */
function share<Result extends RunResult>(runs: readonly Result[], value: (result: Result) => number): MeanInterval {
  return within(meanInterval(perSeed(runs, value)), 0, 1);
}

/** The interval cut to what the quantity can be. */
function within<T extends { readonly low?: number; readonly high?: number }>(
  interval: T,
  least: number,
  most: number,
): T {
  const { low, high } = interval;
  if (low === undefined || high === undefined) return interval;
  return { ...interval, low: Math.max(least, low), high: Math.min(most, high) };
}

function perSeed<Result extends RunResult>(
  runs: readonly Result[],
  value: (result: Result) => number,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const run of runs) {
    if (values[run.seed] !== undefined) {
      throw new TrunklineError(
        'TL_DUPLICATE_RUN',
        `Two results are for ${run.label}, ${run.source} → ${run.target}, seed ${run.seed}.`,
        { hint: 'Remove one of the two result.json files from the run folder.' },
      );
    }
    values[run.seed] = value(run);
  }
  return values;
}
