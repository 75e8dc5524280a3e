import type { MethodSummary, Summary } from '@trunkline/evaluation';
import { duration, shorten } from '../format.ts';
import { pairTitle, rowsByPair } from '../pairs.ts';
import { columnsOfPair, tableNotes, type Column } from './columns.ts';
import { tableWidth, textTable, type TextColumn } from './text-table.ts';

/** How wide the terminal is. */
export interface TableOptions {
  /** Characters per line; 100 by default. */
  readonly width?: number;
}

/** The comparison for a terminal: one table per source→target pair, columns left out when `width` is too small. */
export function comparisonTable(summary: Summary, options: TableOptions = {}): string {
  const tables = rowsByPair(summary).map(
    (rows) => `${pairTitle(rows[0] as MethodSummary)}\n${fitTable(rows, columnsOfPair(summary, rows), options)}`,
  );
  const notes = [
    ...(summary.methods.length === 0 ? ['No run finished.'] : tableNotes(summary.methods)),
    ...(summary.smoke ? ['Smoke run: it shows that everything works; its numbers mean nothing.'] : []),
    ...(summary.status === 'finished' ? [] : [`The invocation is ${summary.status}: this is what there is so far.`]),
    ...summary.failures.map(
      (one) =>
        `Failed: ${one.label}${one.trial === undefined ? '' : `, trial ${one.trial}`}, ${one.source} → ${one.target}, seed ${one.seed}: ${one.message}`,
    ),
    ...(summary.seconds > 0 ? [totalTime(summary)] : []),
  ];
  return [...tables, notes.flatMap((note) => wrap(note, options.width ?? 100)).join('\n')].join('\n\n');
}

/** Rows as a text table of at most `width` characters: expendable columns go first, then labels are shortened. */
export function fitTable(
  rows: readonly MethodSummary[],
  wanted: readonly Column[],
  options: TableOptions = {},
): string {
  const width = options.width ?? 100;
  const kept = [...wanted];
  const texts = (): TextColumn[] => kept.map((column) => ({ ...column, cells: rows.map((row) => column.text(row)) }));
  while (tableWidth(texts()) > width) {
    const next = kept.reduce((most, column) => (column.expendable > most.expendable ? column : most));
    if (next.expendable === 0) break;
    kept.splice(kept.indexOf(next), 1);
  }
  const excess = Math.max(0, tableWidth(texts()) - width);
  return textTable(
    texts().map((column, index) => {
      if (index > 0 || excess === 0) return column;
      const longest = Math.max(...column.cells.map((cell) => cell.length));
      return { ...column, cells: column.cells.map((cell) => shorten(cell, Math.max(8, longest - excess))) };
    }),
  );
}

/** Text in lines of at most `width` characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The rows' own times leave out what they share. */
function totalTime({ seconds, prefixSeconds = 0 }: Summary): string {
  if (prefixSeconds < 1) return `Total time ${duration(seconds)}.`;
  return `Total time ${duration(seconds)}, ${duration(prefixSeconds)} of it for the frozen layers that all rows share (not in their Time).`;
}
