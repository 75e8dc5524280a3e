/** One column of cells for {@link textTable}. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
}

const gap = '  ';

/** Width of a column in characters. */
export function columnWidth(column: TextColumn): number {
  return Math.max(characters(column.title), ...column.cells.map(characters));
}

/** Width of the whole table in characters. */
export function tableWidth(columns: readonly TextColumn[]): number {
  return columns.reduce((sum, column) => sum + columnWidth(column), 0) + gap.length * Math.max(0, columns.length - 1);
}

/** Columns side by side under a rule, without trailing spaces. */
export function textTable(columns: readonly TextColumn[]): string {
  const widths = columns.map(columnWidth);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join(gap)
      .trimEnd();
  const rows = Array.from({ length: columns[0]?.cells.length ?? 0 }, (_, row) =>
    line(columns.map((column) => column.cells[row] ?? '')),
  );
  return [
    line(columns.map((column) => column.title)),
    widths.map((width) => '─'.repeat(width)).join(gap),
    ...rows,
  ].join('\n');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - characters(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

function characters(text: string): number {
  return [...text].length;
}
