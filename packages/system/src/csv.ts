import { stringify } from 'csv-stringify/sync';

/** A cell of a table; undefined and numbers that are not finite stay empty. */
export type CsvValue = string | number | boolean | undefined;

/**
 * Rows as CSV (RFC 4180), with a heading line if `heading`. Text that a spreadsheet would run as a formula gets a `'` in
 * front.
 */
export function toCsv(
  rows: readonly Readonly<Record<string, CsvValue>>[],
  columns: readonly string[],
  { heading = true }: { readonly heading?: boolean } = {},
): string {
  return stringify([...rows], {
    header: heading,
    columns: [...columns],
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: {
      number: (value) => ({ value: Number.isFinite(value) ? String(value) : '', escape_formulas: false }),
      boolean: String,
    },
  });
}
