import { createRegistry } from '@trunkline/system';
import type { DataSetDefinition } from './define-data-set.ts';
import { allDataSets } from '../generated/datasets.ts';

const registry = createRegistry<DataSetDefinition>({
  noun: 'data set',
  code: 'TL_DATA_SET_UNKNOWN',
  items: allDataSets,
  hint: 'For data of your own give a folder, a csv or idx files.',
});

/** Every built-in data set. */
export function dataSets(): readonly DataSetDefinition[] {
  return registry.list();
}

/** The built-in data set of this name. Throws `TL_DATA_SET_UNKNOWN`, naming the nearest one. */
export function findDataSet(name: string): DataSetDefinition {
  return registry.find(name);
}
