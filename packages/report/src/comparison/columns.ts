import type { MeanInterval, MethodSummary } from '@trunkline/evaluation';
import { duration, meanAndHalfWidth, percent, points, quantity } from '../format.ts';

/** One column of the comparison as text. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Columns with a higher number are left out first when space is short. */
  readonly expendable: number;
  text(row: MethodSummary): string;
}

const mean = (interval: MeanInterval): string => percent(interval.mean);

export const methodColumn: Column = {
  title: 'Method',
  align: 'left',
  expendable: 0,
  text: (row) => row.label,
};

/** The comparison's columns; percentages and percentage points where nothing else is said. */
export const columns: readonly Column[] = [
  methodColumn,
  {
    title: 'Target acc.',
    align: 'right',
    expendable: 0,
    text: (row) => meanAndHalfWidth(row.metrics['test/target/accuracy']),
  },
  { title: 'vs source-only', align: 'right', expendable: 1, text: difference },
  {
    title: 'Source acc.',
    align: 'right',
    expendable: 2,
    text: (row) => meanAndHalfWidth(row.metrics['test/source/accuracy']),
  },
  { title: 'Macro', align: 'right', expendable: 6, text: (row) => mean(row.metrics['test/target/macro-accuracy']) },
  { title: 'ECE', align: 'right', expendable: 5, text: (row) => mean(row.metrics['test/target/calibration-error']) },
  { title: 'Trained', align: 'right', expendable: 4, text: (row) => quantity(row.trainableParameters) },
  { title: 'MAdds', align: 'right', expendable: 7, text: (row) => quantity(row.multiplyAddsPerImage) },
  { title: 'Time', align: 'right', expendable: 3, text: (row) => duration(row.seconds.mean) },
];

function difference(row: MethodSummary): string {
  const paired = row.differenceToSourceOnly;
  return paired === undefined ? '' : `${points(paired.mean)}${paired.significant ? ' *' : '  '}`;
}

/** "95 % t-interval over 3 seeds", or what stands in its place. */
export function intervalNote(rows: readonly MethodSummary[]): string {
  const counts = [...new Set(rows.map((row) => row.metrics['test/target/accuracy'].count))].sort((a, b) => a - b);
  if (counts.length === 0 || (counts.length === 1 && counts[0] === 1))
    return 'One seed: no interval, differences may be noise.';
  const seeds = counts.length === 1 ? `${counts[0]} seeds` : `${counts[0]} to ${counts.at(-1)} seeds`;
  return `Percent, mean ± 95 % t-interval over ${seeds}; * paired difference larger than the noise (its 95 % interval excludes 0).`;
}
