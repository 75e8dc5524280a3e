import { isTestedRow, type MeanInterval, type MethodSummary, type Summary } from '@trunkline/evaluation';
import { oneClassNote, unchangedNote } from '../did-nothing.ts';
import { shown } from '../difference.ts';
import {
  duration,
  enumerate,
  meanAndHalfWidth,
  percent,
  points,
  quantity,
  scoreAndHalfWidth,
  shorten,
} from '../format.ts';

/** One column of the comparison as text. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Columns with a higher number are left out first when space is short. */
  readonly expendable: number;
  /** Only for rows whose target has labels to test with, or only for the others. */
  readonly of?: 'tested' | 'untested';
  text(row: MethodSummary): string;
}

const mean = (interval: MeanInterval | undefined): string => percent(interval?.mean);

export const methodColumn: Column = {
  title: 'Method',
  align: 'left',
  expendable: 0,
  text: (row) => row.label,
};

const score: Column = {
  title: 'Score',
  align: 'right',
  expendable: 0,
  of: 'untested',
  text: (row) => scoreAndHalfWidth(row.selectionScore),
};

/** The comparison's columns; percentages and percentage points where nothing else is said. */
export const columns: readonly Column[] = [
  methodColumn,
  {
    title: 'Target acc.',
    align: 'right',
    expendable: 0,
    of: 'tested',
    text: ({ metrics: { 'test/target/accuracy': accuracy } }) => (accuracy ? meanAndHalfWidth(accuracy) : '–'),
  },
  score,
  { title: 'vs baseline', align: 'right', expendable: 1, of: 'tested', text: difference },
  {
    title: 'Source acc.',
    align: 'right',
    expendable: 2,
    text: (row) => meanAndHalfWidth(row.metrics['test/source/accuracy']),
  },
  {
    title: 'Macro',
    align: 'right',
    expendable: 6,
    of: 'tested',
    text: (row) => mean(row.metrics['test/target/macro-accuracy']),
  },
  {
    title: 'ECE',
    align: 'right',
    expendable: 5,
    of: 'tested',
    text: (row) => mean(row.metrics['test/target/calibration-error']),
  },
  { title: 'Trained', align: 'right', expendable: 4, text: (row) => quantity(row.trainableParameters) },
  { title: 'MAdds', align: 'right', expendable: 7, text: (row) => quantity(row.multiplyAddsPerImage) },
  { title: 'Time', align: 'right', expendable: 3, text: (row) => duration(row.seconds.mean) },
];

/** The columns of one pair's table: those of all tested pairs of a summary are the same. */
export function columnsOfPair({ methods }: Summary, rows: readonly MethodSummary[]): readonly Column[] {
  return columnsFor(rows.every(isTestedRow) ? methods.filter(isTestedRow) : rows);
}

/** The columns that have something to say for these rows; baseline and selecting rule are named where the rows share one. */
export function columnsFor(rows: readonly MethodSummary[]): readonly Column[] {
  const baseline = comparedWith(rows);
  const [tested, untested] = [rows.some(isTestedRow), rows.some((row) => !isTestedRow(row))];
  const rule = ruleOf(rows);
  return columns
    .filter(({ of }) => (of !== 'tested' || tested || !untested) && (of !== 'untested' || untested))
    .filter(({ text }) => text !== difference || baseline !== undefined)
    .map((column) => {
      if (column === score && rule !== undefined) return { ...column, title: shorten(rule, 28) };
      return column.text === difference ? { ...column, title: `vs ${shorten(baseline ?? '', 16)}` } : column;
    });
}

/** The rule that selected the checkpoints of all these rows; undefined where there are several. */
function ruleOf(rows: readonly MethodSummary[]): string | undefined {
  const rules = new Set(rows.map(({ selectionValidator }) => selectionValidator));
  return rules.size === 1 ? [...rules][0] : undefined;
}

/** Why there is no accuracy of these targets, and what stands in its place; undefined where there is. */
export function untestedNote(rows: readonly MethodSummary[]): string | undefined {
  const untested = rows.filter((row) => !isTestedRow(row));
  if (untested.length === 0) return undefined;
  const targets = enumerate([...new Set(untested.map(({ target }) => target))]);
  const rules = [...new Set(untested.map((row) => `${row.selectionValidator} (${row.selectionBetter} is better)`))];
  return `Nobody knows the classes of ${targets}, so there is no accuracy on it; rows are compared by the score that selected their checkpoints, ${enumerate(rules)}, which foretells accuracy at best and does not measure it.`;
}

function difference(row: MethodSummary): string {
  const paired = row.differenceToBaseline;
  if (paired === undefined) return '';
  const { verdict } = shown(paired);
  return `${points(paired.mean)} ${(verdict === 'above' || verdict === 'below' ? verdict : '').padEnd(5)}`;
}

/** Label of the row that these rows are compared with: `baseline` where there are several; undefined without one. */
export function comparedWith(rows: readonly MethodSummary[]): string | undefined {
  const [first, ...others] = new Set(rows.flatMap(({ differenceToBaseline: to }) => (to ? [to.baseline] : [])));
  return others.length > 0 ? 'baseline' : first;
}

/** What a table without a baseline cannot say; undefined with one. */
export function baselineNote(rows: readonly MethodSummary[]): string | undefined {
  return rows.length === 0 || rows.some((row) => row.role === 'baseline')
    ? undefined
    : 'Without a baseline (source-only) that finished this does not answer whether to transfer: add one to compare, or see why it failed.';
}

/** How many target pictures stand behind the accuracies; undefined for summaries that do not say. */
export function testNote(rows: readonly MethodSummary[]): string | undefined {
  const counts = rows.flatMap(({ testImages }) =>
    testImages?.target === undefined || testImages.target === 0 ? [] : [testImages.target],
  );
  if (counts.length === 0) return undefined;
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  const pictures = least === most ? count(least) : `${count(least)} to ${count(most)}`;
  const worth = 100 / least;
  const each = `one is ${least === most ? '' : 'up to '}${worth >= 1 ? worth.toFixed(1) : worth.toPrecision(2)} points`;
  const few = worth > 1 ? ' That is few: differences of a picture or two mean nothing.' : '';
  return `Tested on ${pictures} target pictures a seed (${each}); intervals are over seeds only.${few}`;
}

/** What stands under a table of these rows. */
export function tableNotes(rows: readonly MethodSummary[]): string[] {
  const tested = rows.some(isTestedRow) || rows.length === 0;
  return [
    intervalNote(rows),
    ...(tested ? [testNote(rows), baselineNote(rows)] : []),
    untestedNote(rows),
    ...rows.flatMap((row) => [unchangedNote(row), oneClassNote(row)]),
    ...rows.flatMap(sweepNote),
  ].filter((note) => note !== undefined);
}

/** Which trial a row with a sweep is, and what target labels would have chosen. */
function sweepNote({ label, source, target, sweep }: MethodSummary): string[] {
  if (sweep === undefined) return [];
  const { trials, chosen, oracle, regret } = sweep;
  const values = (index: number): string =>
    Object.entries(trials.find((trial) => trial.index === index)?.values ?? {})
      .map(([place, value]) => `${place} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', ');
  const hindsight =
    oracle === undefined
      ? ''
      : chosen === oracle
        ? ', which target labels would have chosen too'
        : `, ${percent(regret)} points below ${values(oracle)}, known only in hindsight`;
  return [
    `${label}, ${source} → ${target}: of ${trials.length} trials the selecting rule chose ${values(chosen)}${hindsight}.`,
  ];
}

function count(pictures: number): string {
  return pictures.toLocaleString('en');
}

/** "95 % t-interval over 3 seeds", or what stands in its place. */
function intervalNote(rows: readonly MethodSummary[]): string {
  const counts = [...new Set(rows.map((row) => row.selectionScore.count))].sort((a, b) => a - b);
  if (counts.length === 0 || (counts.length === 1 && counts[0] === 1))
    return 'One seed: no interval, differences may be noise.';
  const seeds = counts.length === 1 ? `${counts[0]} seeds` : `${counts[0]} to ${counts.at(-1)} seeds`;
  return `${rows.some(isTestedRow) ? 'Percent, mean' : 'Mean'} ± 95 % t-interval over ${seeds}${verdictNote(rows)}.`;
}

/** What "above" and "below" mean. */
function verdictNote(rows: readonly MethodSummary[]): string {
  const baseline = comparedWith(rows);
  if (baseline === undefined) return '';
  const most = Math.max(0, ...rows.map((row) => row.differenceToBaseline?.holm?.comparisons ?? 0));
  const oracles = rows.some((row) => row.role === 'oracle') ? ' (an oracle’s is not corrected)' : '';
  const corrected = most > 1 ? ` after Holm’s correction for ${most} comparisons${oracles}` : '';
  return `; above, below: the 95 % interval of the paired difference to ${baseline} excludes 0${corrected}`;
}
