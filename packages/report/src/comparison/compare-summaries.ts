import type { MethodSummary, Summary } from '@trunkline/evaluation';
import { readSummary } from '../read-run-folder.ts';
import { columns, intervalNote, methodColumn, type Column } from './columns.ts';
import { comparisonsCsv } from './comparison-csv.ts';
import { markdownTable } from './comparison-markdown.ts';
import { fitTable, type TableOptions } from './comparison-table.ts';

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
    ...columns.filter((column) => column !== methodColumn),
  ];
  const table = format === 'markdown' ? markdownTable(rows, shown) : fitTable(rows, shown, options);
  const note = intervalNote(rows);
  return format === 'markdown' ? `${table}\n\n${note.replaceAll('*', '\\*')}\n` : `${table}\n\n${note}`;
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
