import { createRegistry, definitionOf, TrunklineError } from '@trunkline/system';
import { z } from 'zod';
import type { AnyTrunkDefinition } from './define-trunk.ts';
import { allTrunks } from './generated/trunks.ts';

const registry = createRegistry<AnyTrunkDefinition>({
  noun: 'trunk',
  code: 'TL_TRUNK_UNKNOWN',
  items: allTrunks,
  hint: 'docs/add-a-trunk.md says how to write one.',
});

/** Every trunk. */
export function trunks(): readonly AnyTrunkDefinition[] {
  return registry.list();
}

/** The trunk of this name. Throws `TL_TRUNK_UNKNOWN`. */
export function findTrunk(name: string): AnyTrunkDefinition {
  return registry.find(name);
}

/** Adds a trunk, and answers how to take it away again. Throws `TL_TRUNK_INVALID`, `TL_NAME_TAKEN`, `TL_BAD_NAME`. */
export function registerTrunk(definition: AnyTrunkDefinition): () => void {
  const problem = problemOf(definition);
  if (problem === undefined) return registry.register(definition);
  throw new TrunklineError('TL_TRUNK_INVALID', `The trunk ${JSON.stringify(definition.name)}: ${problem}.`, {
    hint: 'Correct its definition; docs/add-a-trunk.md shows a whole one.',
    exitStatus: 2,
  });
}

/** What the types of `defineTrunk` promise and a definition that no compiler has seen does not keep. */
function problemOf(definition: AnyTrunkDefinition): string | undefined {
  if (definitionOf(definition)?.kind !== 'trunk') return 'it is not what defineTrunk returns';
  const { paper, options, smallestImage, blocks } = definition;
  if (typeof paper !== 'string' || paper.trim() === '') return 'paper is missing';
  if (!(options instanceof z.ZodObject)) return 'options is not a z.strictObject({ … })';
  const defaults = options.safeParse({});
  if (!defaults.success) return 'every option needs a default';
  if (options.safeParse({ 'no such option': true }).success) return 'options takes unknown keys';
  if (!(Number.isInteger(smallestImage) && smallestImage > 0)) return 'smallestImage is not a whole number of pixels';
  return typeof blocks === 'function' && blocks(defaults.data).length > 0 ? undefined : 'it has no blocks';
}
