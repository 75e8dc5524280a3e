import { compareWith, meanInterval, type CorrectedDifference } from '@trunkline/evaluation';
import { isFinished, type FinishedLedgerRun, type Ledger, type LedgerRow } from '../ledger.ts';
import { baselineOf, bySeed, casesOf, meanOf, unique, type Case, type CaseRow, type SweepChoice } from './cases.ts';
import { meanOverCases, rankSection, type RankSection } from './rank-section.ts';
import { settingsSection } from './settings-section.ts';
import { checkpointTable } from './validator-scores.ts';
import { counted, decimals, hours, percent, points, table, withHalfWidth } from './words.ts';

/** A file of `docs/benchmarks`. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

/** The page of a benchmark with its picture. */
export async function benchmarkPage(ledger: Ledger): Promise<readonly Page[]> {
  const { benchmark } = ledger;
  const cases = casesOf(ledger);
  const picture = `${benchmark}-ranks.svg`;
  const ranks = await rankSection(cases, picture);
  const text = [
    `# Benchmark: ${benchmark}`,
    introduction(ledger),
    ...(cases.length > 1 ? ['## Over all pairs', overview(cases, ranks)] : []),
    '## Ranks',
    ranks.text,
    ...cases.flatMap((one) => [`## ${one.title}`, caseSection(one)]),
    '## What the validators chose among checkpoints',
    checkpointTable(cases),
    'Points of target accuracy, over the runs of all rows but oracles; [validators.md](validators.md) has all benchmarks together.',
    '## Settings',
    settingsSection(ledger),
  ];
  return [
    { file: `${benchmark}.md`, text: `${text.join('\n\n')}\n` },
    ...(ranks.diagram === undefined ? [] : [{ file: picture, text: ranks.diagram }]),
  ];
}

function introduction({ benchmark, experiments, runs }: Ledger): string {
  const finished = runs.filter(isFinished);
  const failed = runs.length - finished.length;
  const planned = experiments.reduce((sum, one) => sum + one.planned.runs, 0);
  const price = experiments.reduce((sum, one) => sum + one.planned.hours, 0);
  return [
    ...experiments.map(({ name, description }) => `- \`${name}\`: ${description}.`),
    '',
    `\`npm run benchmarks -- ${benchmark}\` runs what is missing, \`npm run benchmark-pages\` draws this page from [${benchmark}.json](${benchmark}.json). ${counted(finished.length, 'run')} of ${planned} ${finished.length === 1 ? 'is' : 'are'} stored${failed > 0 ? `, and ${failed} that failed` : ''}. They took ${hours(hoursOf(finished))} of two cores in all; the planner prices the whole benchmark at ${hours(price)}.`,
    '',
    `Accuracy is in percent, of the checkpoint that ${enumerateRules(experiments)} selects without target labels, as a mean over seeds ± its 95 % t-interval. “Above” and “below” mark a difference to the baseline, paired over seeds, whose 95 % interval excludes 0 after Holm’s correction for all rows of the pair. “Best step” is the accuracy of the checkpoint that target labels would have chosen. Time is relative to the baseline’s. “One class” is the share of the target test pictures that were given the class predicted most.`,
  ].join('\n');
}

function enumerateRules(experiments: Ledger['experiments']): string {
  return unique(experiments.map(({ selection }) => `\`${selection}\``)).join(' or ');
}

/** Hours of two cores that these runs took. */
export function hoursOf(runs: readonly FinishedLedgerRun[]): number {
  return runs.reduce((sum, { seconds, threads }) => sum + seconds * threads, 0) / 2 / 3600;
}

function overview(cases: readonly Case[], { meanRanks }: RankSection): string {
  const labels = unique(cases.flatMap(({ rows }) => rows.map(({ row }) => row.label)));
  const baseline = (one: Case): number | undefined => mean(baselineOf(one));
  const rows = labels.map((label) => {
    const verdicts = cases.flatMap((one) => differences(one).get(label)?.holm?.verdict ?? []);
    const gains = cases.flatMap((one) => {
      const own = mean(one.rows.find(({ row }) => row.label === label));
      const without = baseline(one);
      return own === undefined || without === undefined ? [] : [own - without];
    });
    return {
      label,
      rank: meanRanks.get(label),
      cells: [
        label,
        decimals(meanRanks.get(label), 1),
        percent(meanOverCases(cases, label)),
        gains.length === 0 ? '–' : points(meanOf(gains)),
        gains.length === 0 ? '–' : points(Math.min(...gains)),
        String(verdicts.filter((verdict) => verdict === 'above').length),
        String(verdicts.filter((verdict) => verdict === 'below').length),
        String(cases.filter((one) => one.rows.some(({ row, runs }) => row.label === label && runs.length > 0)).length),
      ],
    };
  });
  rows.sort(
    (first, second) => (first.rank ?? Infinity) - (second.rank ?? Infinity) || (first.label < second.label ? -1 : 1),
  );
  const titles = ['Row', 'Mean rank:', 'Target acc.:', 'vs baseline:', 'at worst:', 'above:', 'below:', 'pairs:'];
  return `${table(
    titles,
    rows.map(({ cells }) => cells),
  )}\n\nMeans over pairs; “at worst” is the pair on which the row gains least or loses most.`;
}

function caseSection(one: Case): string {
  const baseline = baselineOf(one);
  const compared = differences(one);
  const rows = [...one.rows].sort(
    (first, second) => (mean(second) ?? -1) - (mean(first) ?? -1) || (first.row.label < second.row.label ? -1 : 1),
  );
  const sweeps = rows.flatMap(({ row, sweep }) => (sweep ? [{ row, sweep }] : []));
  const failed = rows.filter(({ failures }) => failures > 0);
  const titles = [
    'Row',
    'Seeds:',
    'Target acc.:',
    `vs ${one.experiment.baseline}:`,
    'Macro:',
    'Source acc.:',
    'Best step:',
    'Time:',
    'Memory:',
    'One class:',
  ];
  return [
    table(
      titles,
      rows.map((row) => cellsOf(row, baseline, compared.get(row.row.label))),
    ),
    ...(sweeps.length === 0 ? [] : [sweepTable(sweeps)]),
    ...(failed.length === 0
      ? []
      : [
          `Failed by their own fault, as when a loss is no longer finite: ${failed.map(({ row, failures }) => `${row.label} (${counted(failures, 'run')})`).join(', ')}.`,
        ]),
  ].join('\n\n');
}

function sweepTable(rows: readonly { readonly row: LedgerRow; readonly sweep: SweepChoice }[]): string {
  const told = (row: LedgerRow, trial: number): string =>
    Object.entries(row.trials?.[trial] ?? {})
      .map(([place, value]) => `${place.split('.').at(-1) ?? place} ${JSON.stringify(value)}`)
      .join(', ');
  return table(
    ['Sweep', 'Trials:', 'Taken', 'Best by target labels', 'Regret:'],
    rows.map(({ row, sweep: { chosen, trials, best, regret } }) => [
      row.label,
      String(trials),
      told(row, chosen),
      told(row, best),
      percent(regret),
    ]),
  );
}

function cellsOf(one: CaseRow, baseline: CaseRow | undefined, difference: CorrectedDifference | undefined): string[] {
  const { row, runs } = one;
  const { label } = row;
  if (runs.length === 0) return [label, '0', ...Array.from({ length: 8 }, () => '–')];
  const interval = (value: (run: FinishedLedgerRun) => number) => clamp(meanInterval(bySeed(runs, value)));
  const seconds = (some: readonly FinishedLedgerRun[]): number => meanOf(some.map((run) => run.seconds));
  return [
    label,
    String(runs.length),
    withHalfWidth(interval(({ accuracy }) => accuracy)),
    difference === undefined ? '' : differenceText(difference),
    percent(meanOf(runs.map(({ macro }) => macro))),
    withHalfWidth(interval(({ sourceAccuracy }) => sourceAccuracy)),
    percent(meanOf(runs.map(({ checkpoints }) => Math.max(...checkpoints.map(([, accuracy]) => accuracy))))),
    baseline === undefined ? '–' : `× ${decimals(seconds(runs) / seconds(baseline.runs), 1)}`,
    `${Math.round(meanOf(runs.map(({ memory }) => memory)) / 10) * 10} MB`,
    percent(meanOf(runs.map(({ largestShare }) => largestShare)), 0),
  ];
}

function clamp<Interval extends { readonly low?: number; readonly high?: number }>(interval: Interval): Interval {
  const { low, high } = interval;
  if (low === undefined || high === undefined) return interval;
  return { ...interval, low: Math.max(0, low), high: Math.min(1, high) };
}

function differenceText(difference: CorrectedDifference): string {
  const verdict = difference.holm?.verdict ?? 'level';
  return `${withHalfWidth(difference, points)}${verdict === 'level' ? '' : ` ${verdict}`}`;
}

function mean(row: CaseRow | undefined): number | undefined {
  return row === undefined || row.runs.length === 0 ? undefined : meanOf(row.runs.map(({ accuracy }) => accuracy));
}

/** The paired difference of each row to the baseline, by label; Holm's correction is over the rows that are no oracles. */
export function differences(one: Case): ReadonlyMap<string, CorrectedDifference> {
  const baseline = baselineOf(one);
  if (!baseline) return new Map();
  const reference = bySeed(baseline.runs, ({ accuracy }) => accuracy);
  const isOracle = ({ row }: CaseRow): boolean => row.role === 'oracle';
  const others = one.rows.filter((row) => row !== baseline);
  const compare = (rows: readonly CaseRow[]) => {
    const found = compareWith(
      rows.map(({ runs }) => bySeed(runs, ({ accuracy }) => accuracy)),
      reference,
    );
    return rows.flatMap(({ row }, index) => {
      const difference = found[index];
      return difference === undefined ? [] : [[row.label, difference] as const];
    });
  };
  return new Map([
    ...compare(others.filter((row) => !isOracle(row))),
    ...others.filter(isOracle).flatMap((row) => compare([row])),
  ]);
}
