import { TrunklineError } from '@trunkline/system';
import type { DataSetDefinition } from './define-data-set.ts';
import { allDataSets } from '../datasets/index.ts';

/** Every built-in data set. */
export function dataSets(): readonly DataSetDefinition[] {
  return allDataSets;
}

/** The built-in data set of this name. Throws `TL_DATA_SET_UNKNOWN`. */
export function findDataSet(name: string): DataSetDefinition {
  const found = allDataSets.find((one) => one.name === name);
  if (found) return found;
  throw new TrunklineError(
    'TL_DATA_SET_UNKNOWN',
    `There is no data set ${JSON.stringify(name)}; there are ${allDataSets.map((one) => one.name).join(', ')}.`,
    { exitStatus: 2, hint: 'Correct the name, or give a folder, a csv or idx files for data of your own.' },
  );
}
