import { availableParallelism } from 'node:os';
import { TrunklineError } from '@trunkline/system';

/** Threads to compute with: the option, else `TRUNKLINE_THREADS`, else every processor this process may use. */
export function threadCount(option?: number): number {
  const variable = process.env['TRUNKLINE_THREADS'];
  const given = option ?? (variable === undefined || variable === '' ? availableParallelism() : Number(variable));
  if (Number.isInteger(given) && given >= 1) return given;
  throw new TrunklineError(
    'TL_BAD_OPTION',
    `The number of threads is ${option ?? `"${variable}" (TRUNKLINE_THREADS)`}, expected an integer ≥ 1.`,
    { hint: 'Leave it out to use every processor.', exitStatus: 2 },
  );
}
