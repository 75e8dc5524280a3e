import { CsvError } from 'csv-parse';
import { explainFileError, TrunklineError } from '@trunkline/system';

/** An error of csv-parse as `TL_CSV_ROW` that names file and line; any other error explained as usual. */
export function explainCsvError(error: unknown, path: string): unknown {
  if (!(error instanceof CsvError)) return explainFileError(error, path);
  const line: unknown = error['lines'];
  return new TrunklineError(
    'TL_CSV_ROW',
    `${path}, line ${String(line)}: ${error.message.replace(/ (?:at|on) line \d+/, '')}.`,
    {
      exitStatus: 2,
      hint: 'Correct that line: every line needs as many fields as the first, and quotes must be closed.',
      cause: error,
    },
  );
}
