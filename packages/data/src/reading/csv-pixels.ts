import { TrunklineError } from '@trunkline/system';
import type { PreparedDomain } from '../making/prepared-file.ts';
import { checkLabels } from './numbered-classes.ts';
import { findPixelColumns, type PixelColumns } from './pixel-columns.ts';
import { emptyTable, readTable } from './read-table.ts';

/** The shape of the images in a CSV of pixels. */
export interface CsvPixelsOptions {
  /** Default: square images, as many pixels as there are columns. */
  readonly height?: number;
  readonly width?: number;
  /** The column of labels, by its name or its place from 1. Default: found by its name; without a header, the first. */
  readonly labelColumn?: string | number;
}

/**
 * Reads a CSV of pixels as on Kaggle: `label,pixel0,pixel1,…`, one image a line, values 0 to 255, with or without a
 * header, the label in any column that is named so; grey, or RGB in `height, width, channel` order when there are three
 * values a pixel. Labels are whole numbers. Throws `TL_CSV_ROW`, naming the line, `TL_CSV_COLUMNS`, `TL_CSV_PIXELS` and
 * `TL_FILE_MISSING`.
 */
export async function readCsvPixels(path: string, options: CsvPixelsOptions = {}): Promise<PreparedDomain> {
  const chunks: Uint8Array[] = [];
  const labels: number[] = [];
  const lines: number[] = [];
  let columns: PixelColumns | undefined;
  const bad = (line: number, why: string): TrunklineError =>
    new TrunklineError('TL_CSV_ROW', `${path}, line ${line}: ${why}.`, {
      exitStatus: 2,
      hint: 'Each line is a label and then the pixels, whole numbers from 0 to 255.',
    });
  const value = (record: readonly string[], column: number, highest: number, line: number): number => {
    const text = record[column] as string;
    const number = text.trim() === '' ? NaN : Number(text);
    if (Number.isInteger(number) && number >= 0 && number <= highest) return number;
    const scaled = highest === 255 && number > 0 && number < 1 ? '; values from 0 to 1 must be multiplied by 255' : '';
    throw bad(
      line,
      `column ${column + 1} is ${JSON.stringify(text.slice(0, 40))}, expected a whole number from 0 to ${highest}${scaled}`,
    );
  };
  await readTable(path, {}, (record, line) => {
    if (!columns) {
      if (record.length < 2) throw bad(line, 'it has one column only');
      columns = findPixelColumns(path, record, options.labelColumn);
      if (columns.hasHeader) return;
    }
    labels.push(value(record, columns.label, 2 ** 31 - 1, line));
    chunks.push(Uint8Array.from(columns.pixels, (column) => value(record, column, 255, line)));
    lines.push(line);
  });
  if (!columns) throw emptyTable(path);
  checkLabels(path, labels, (row) => lines[row] as number);
  const count = columns.pixels.length;
  const shape = shapeOf(count, options);
  if (chunks.length === 0 || !shape) {
    throw new TrunklineError(
      'TL_CSV_PIXELS',
      chunks.length === 0
        ? `${path} holds no image.`
        : `${path} has ${count} pixel columns, which is no ${options.height ?? '?'} × ${options.width ?? '?'} image, grey or RGB.`,
      { exitStatus: 2, hint: 'Give height and width when the images are not square.' },
    );
  }
  return { count: chunks.length, ...shape, pixels: Buffer.concat(chunks), labels_N: Int32Array.from(labels) };
}

function shapeOf(
  values: number,
  { height, width }: CsvPixelsOptions,
): { readonly height: number; readonly width: number; readonly channels: 1 | 3 } | undefined {
  for (const channels of [1, 3] as const) {
    const pixels = values / channels;
    const rows = height ?? (width === undefined ? Math.round(Math.sqrt(pixels)) : pixels / width);
    const columns = width ?? pixels / rows;
    if (Number.isInteger(rows) && Number.isInteger(columns) && rows * columns === pixels && rows > 0) {
      return { height: rows, width: columns, channels };
    }
  }
  return undefined;
}
