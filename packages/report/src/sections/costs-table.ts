import type { MethodSummary } from '@trunkline/evaluation';
import { bytes, duration, quantity, smallPercent } from '../format.ts';
import { html, type Html } from '../html.ts';
import { resultsOf, type Pair } from '../pairs.ts';
import { table } from './table.ts';

/** What the rows of a pair cost. */
export function costsTable(pair: Pair): Html {
  return table<MethodSummary>({
    caption: html`What each method costs`,
    rows: pair.rows,
    columns: [
      { title: 'Method', cell: (row) => row.label },
      { title: 'Head', cell: (row) => row.head },
      { title: 'All parameters', numeric: true, cell: (row) => quantity(row.totalParameters) },
      {
        title: 'Trained',
        numeric: true,
        cell: (row) => `${smallPercent(row.trainableParameters / row.totalParameters)} %`,
      },
      { title: 'The method’s own', numeric: true, cell: (row) => quantity(row.methodParameters) },
      {
        title: 'Steps',
        numeric: true,
        cell: (row) => most(pair, row, (result) => result.steps).toLocaleString('en'),
      },
      {
        title: 'Time per step',
        numeric: true,
        cell: (row) =>
          `${Math.round(mean(pair, row, (result) => result.cost.secondsPerStep) * 1000).toLocaleString('en')} ms`,
      },
      { title: 'Time per run', numeric: true, cell: (row) => duration(row.seconds.mean) },
      {
        title: 'Peak memory',
        numeric: true,
        cell: (row) => bytes(most(pair, row, (result) => result.cost.peakMemoryBytes)),
      },
    ],
  });
}

type Result = ReturnType<typeof resultsOf>[number];

function most(pair: Pair, row: MethodSummary, pick: (result: Result) => number): number {
  return Math.max(0, ...resultsOf(pair, row.label).map(pick));
}

function mean(pair: Pair, row: MethodSummary, pick: (result: Result) => number): number {
  const values = resultsOf(pair, row.label).map(pick);
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
