/** Prints rows as a JSON array, or as a table of the given columns. */
export async function printRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
  asJson: boolean,
): Promise<void> {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(`${await formatTable(rows, columns)}\n`);
}

/** Rows as text: a heading, then one line a row, columns aligned; the last column takes what is left. */
export async function formatTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const edges = Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left'].map(
      (name) => [name, ''],
    ),
  );
  const borders = { ...edges, 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };
  const table = new Table({
    head: columns.map((column) => column.replaceAll(/([A-Z])/g, ' $1').toLowerCase()),
    chars: borders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(columns.map((column) => cell(row[column])));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
