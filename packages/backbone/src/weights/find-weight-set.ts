import { createRegistry } from '@trunkline/system';
import { allWeightSets } from '../generated/weight-sets.ts';
import type { WeightSet } from './weight-set.ts';

const registry = createRegistry<WeightSet>({
  noun: 'weight set',
  code: 'TL_WEIGHT_SET_UNKNOWN',
  items: allWeightSets,
  hint: 'For weights of your own give the path of a file.',
});

/** Every published weight set. */
export function weightSets(): readonly WeightSet[] {
  return registry.list();
}

/** True where {@link findWeightSet} finds one. */
export function isWeightSet(name: string): boolean {
  return registry.has(name);
}

/** The set of this name. Throws `TL_WEIGHT_SET_UNKNOWN`, naming the nearest one. */
export function findWeightSet(name: string): WeightSet {
  return registry.find(name);
}
