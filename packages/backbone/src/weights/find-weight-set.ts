import { createRegistry, definitionOf, TrunklineError } from '@trunkline/system';
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

/**
 * Adds a weight set of your own for this process and answers how to take it away again. Throws `TL_WEIGHT_SET_INVALID`,
 * `TL_NAME_TAKEN`, `TL_BAD_NAME`.
 */
export function registerWeightSet(set: WeightSet): () => void {
  const problem =
    definitionOf(set)?.kind !== 'weight set'
      ? 'it is not what defineWeightSet returns'
      : set.file === undefined && !(set.sources?.length > 0)
        ? 'it has neither a file nor a source to fetch it from'
        : set.file !== undefined && set.digests === undefined
          ? 'it has a file and no digests, so that nothing could tell whether the file is whole'
          : undefined;
  if (problem === undefined) return registry.register(set);
  throw new TrunklineError('TL_WEIGHT_SET_INVALID', `The weight set ${JSON.stringify(set.name)}: ${problem}.`, {
    hint: 'Correct its definition; docs/plugins.md says what it must hold.',
    exitStatus: 2,
  });
}
