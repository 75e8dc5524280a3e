import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { TrunklineError } from '@trunkline/system';
import type { PreparedDomain } from '../making/prepared-file.ts';
import { explainCsvError } from './csv-errors.ts';

/** The shape of the images in a CSV of pixels. */
export interface CsvPixelsOptions {
  /** Default: square images, as many pixels as there are columns. */
  readonly height?: number;
  readonly width?: number;
}

/**
 * Reads a CSV of pixels as on Kaggle: `label,pixel0,pixel1,…`, one image a line, values 0 to 255, with or without a
 * header; grey, or RGB in `height, width, channel` order when there are three values a pixel. Labels are whole numbers.
 * Throws `TL_CSV_ROW`, naming the line, and `TL_FILE_MISSING`.
 */
export async function readCsvPixels(path: string, options: CsvPixelsOptions = {}): Promise<PreparedDomain> {
  const chunks: Uint8Array[] = [];
  const labels: number[] = [];
  let columns = 0;
  const bad = (line: number, why: string): TrunklineError =>
    new TrunklineError('TL_CSV_ROW', `${path}, line ${line}: ${why}.`, {
      exitStatus: 2,
      hint: 'Each line is a label and then the pixels, whole numbers from 0 to 255.',
    });
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    on_record: (record: string[], { lines }): undefined => {
      if (columns === 0) {
        columns = record.length;
        if (columns < 2) throw bad(lines, 'it has one column only');
        if (!/^\s*\d+\s*$/.test(record[0] ?? '')) return undefined; // the header
      }
      const pixels = new Uint8Array(columns - 1);
      for (let column = 0; column < columns; column++) {
        const text = record[column] as string;
        const value = text.trim() === '' ? NaN : Number(text);
        const highest = column === 0 ? 2 ** 31 - 1 : 255;
        if (!Number.isInteger(value) || value < 0 || value > highest) {
          throw bad(
            lines,
            `column ${column + 1} is ${JSON.stringify(text)}, expected a whole number from 0 to ${highest}`,
          );
        }
        if (column === 0) labels.push(value);
        else pixels[column - 1] = value;
      }
      chunks.push(pixels);
      return undefined;
    },
  });
  parser.resume();
  try {
    await stat(path);
    await pipeline(createReadStream(path), parser);
  } catch (error) {
    throw explainCsvError(error, path);
  }
  const shape = shapeOf(columns - 1, options);
  if (chunks.length === 0 || !shape) {
    throw new TrunklineError(
      'TL_CSV_PIXELS',
      chunks.length === 0
        ? `${path} holds no image.`
        : `${path} has ${columns - 1} pixel columns, which is no ${options.height ?? '?'} × ${options.width ?? '?'} image, grey or RGB.`,
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
