import type { MethodSummary, Summary } from '@trunkline/evaluation';
import { readSummary } from '../read-run-folder.ts';
import { columnsFor, methodColumn, tableNotes, type Column } from './columns.ts';
import { comparisonsCsv } from './comparison-csv.ts';
import { markdownNotes, markdownTable } from './comparison-markdown.ts';
import { fitTable, wrap, type TableOptions } from './comparison-table.ts';

export type CompareFormat = 'table' | 'markdown' | 'csv';

/** Rows of several invocations in one table; each names its experiment, and its invocation where an experiment occurs twice. */
export function compareSummaries(
  summaries: readonly Summary[],
  format: CompareFormat = 'table',
  options: TableOptions = {},
): string {
  if (format === 'csv') return comparisonsCsv(summaries);
  const rows = summaries.flatMap((summary) => summary.methods);
  const shown = [
    runColumn(summaries),
    pairColumn,
    methodColumn,
    ...columnsFor(rows).filter((column) => column !== methodColumn),
  ];
  return format === 'markdown'
    ? `${markdownTable(rows, shown)}\n\n${markdownNotes(rows)}\n`
    : `${fitTable(rows, shown, options)}\n\n${tableNotes(rows)
        .flatMap((note) => wrap(note, options.width ?? 100))
        .join('\n')}`;
}

/** {@link compareSummaries} of the invocations in these folders. */
export async function compareFolders(
  folders: readonly string[],
  format: CompareFormat = 'table',
  options: TableOptions = {},
): Promise<string> {
  return compareSummaries(await Promise.all(folders.map(readSummary)), format, options);
}

const pairColumn: Column = {
  title: 'Source → target',
  align: 'left',
  expendable: 0,
  text: (row) => `${row.source} → ${row.target}`,
};

function runColumn(summaries: readonly Summary[]): Column {
  const names = new Map<MethodSummary, string>();
  for (const summary of summaries) {
    const again = summaries.filter((other) => other.experiment === summary.experiment).length > 1;
    const name = again ? `${summary.experiment} ${summary.invocation}` : summary.experiment;
    for (const row of summary.methods) names.set(row, name);
  }
  return { title: 'Experiment', align: 'left', expendable: 0, text: (row) => names.get(row) ?? '' };
}
