import type { MethodSummary, Summary } from '@trunkline/evaluation';
import { pairTitle, rowsByPair } from '../pairs.ts';
import { columnsOfPair, tableNotes, type Column } from './columns.ts';

/** The comparison as Markdown: a table per source→target pair and the notes on its numbers. */
export function comparisonMarkdown(summary: Summary): string {
  const tables = rowsByPair(summary).map(
    (rows) =>
      `**${cell(pairTitle(rows[0] as MethodSummary))}**\n\n${markdownTable(rows, columnsOfPair(summary, rows))}`,
  );
  return `${[...tables, markdownNotes(summary.methods)].join('\n\n')}\n`;
}

/** What stands under a Markdown table, in one paragraph. */
export function markdownNotes(rows: readonly MethodSummary[]): string {
  return tableNotes(rows).join(' ').replaceAll('*', '\\*');
}

/** Rows as a Markdown table. */
export function markdownTable(rows: readonly MethodSummary[], shown: readonly Column[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(shown.map((column) => column.title)),
    line(shown.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(shown.map((column) => cell(column.text(row))))),
  ].join('\n');
}

function cell(text: string): string {
  return text
    .trim()
    .replace(/[\\|*_`<>[\]]/g, '\\$&')
    .replace(/\s+/g, ' ');
}
