import { createRegistry } from '@trunkline/system';
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

/** Adds a trunk, and answers how to take it away again. Throws `TL_NAME_TAKEN`, `TL_BAD_NAME`. */
export function registerTrunk(definition: AnyTrunkDefinition): () => void {
  return registry.register(definition);
}
