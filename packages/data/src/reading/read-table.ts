import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { TrunklineError } from '@trunkline/system';
import { explainCsvError } from './csv-errors.ts';
import { decodeText } from './decode-text.ts';

/** How to read a table. */
export interface TableOptions {
  /** Default: UTF-8, UTF-16 or UTF-32, by the file's first bytes. */
  readonly encoding?: string;
  /** Columns by which the separator is found: the first one that shows them all in the first line. */
  readonly expected?: readonly string[];
}

const separators = [',', ';', '\t', '|'];

/**
 * Reads a table row by row, with any ends of lines, also mixed, and any of the separators `, ; tab |`: that of a first
 * line `sep=;`, else the one that shows the expected columns, else the one that gives most fields. Throws `TL_CSV_EMPTY`,
 * `TL_CSV_ROW`, `TL_CSV_ENCODING`, `TL_FILE_MISSING`, and what `onRow` throws.
 */
export async function readTable(
  file: string,
  { encoding, expected }: TableOptions,
  onRow: (row: string[], line: number) => void,
): Promise<void> {
  try {
    const pieces = decodeText(file, encoding);
    let head = '';
    const read: (Buffer | string)[] = [];
    let ended = false;
    while (!hasTwoLines(head) && head.length < 1 << 22) {
      const next = await pieces.next();
      if (next.done) {
        ended = true;
        break;
      }
      read.push(next.value);
      head += next.value.toString();
    }
    head = head.replace(/^\ufeff/, '');
    if (head.trim() === '' && ended) throw emptyTable(file);
    const told = /^sep=(.)[\r\n]+/i.exec(head);
    const lines = head.slice(told?.[0].length ?? 0).split(/[\r\n]/);
    const first = lines.find((line) => line.trim() !== '') ?? '';
    const lineOf = lineCounter();
    const parser = parse({
      bom: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      delimiter: told?.[1] ?? separatorOf(first, expected),
      ...(told ? { from_line: 2 } : {}),
      on_record: (row: string[], { lines }): undefined => {
        onRow(row, lineOf(row, lines));
        return undefined;
      },
    });
    parser.resume();
    await pipeline(async function* () {
      yield* read;
      if (!ended) yield* pieces;
    }, parser);
  } catch (error) {
    throw explainCsvError(error, file);
  }
}

/** Whether a text has two whole lines that are not blank. */
function hasTwoLines(text: string): boolean {
  let seen = 0;
  for (const line of text.split(/[\r\n]/).slice(0, -1)) if (line.trim() !== '' && ++seen === 2) return true;
  return false;
}

/** The line that a row ends in: csv-parse counts a line's end of two characters twice where it stands within quotes. */
function lineCounter(): (row: readonly string[], counted: number) => number {
  let last = 0;
  let twice = 0;
  return (row, counted) => {
    if (counted - last > 1) for (const field of row) twice += field.split('\r\n').length - 1;
    last = counted;
    return counted - twice;
  };
}

/** The error for a table without a row. */
export function emptyTable(file: string): TrunklineError {
  return new TrunklineError('TL_CSV_EMPTY', `${file} is empty.`, {
    exitStatus: 2,
    hint: 'Write the file anew: its first line names the columns, each further line is a picture.',
  });
}

function separatorOf(line: string, expected: readonly string[] | undefined): string {
  const fields = separators.map((separator) => {
    try {
      const [row = []] = parseAtOnce(line, { delimiter: separator, relax_quotes: true }) as string[][];
      return row.map((name) => name.trim().toLowerCase());
    } catch {
      return [];
    }
  });
  const fitting = fields.findIndex((names) => expected?.every((name) => names.includes(name.toLowerCase())));
  const most = Math.max(...fields.map(({ length }) => length));
  return separators[expected && fitting >= 0 ? fitting : fields.findIndex(({ length }) => length === most)] ?? ',';
}
