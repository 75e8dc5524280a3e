import { createRegistry } from '@trunkline/system';
import type { MethodDefinition } from './define-method.ts';
import { allMethods } from './generated/methods.ts';

const registry = createRegistry<MethodDefinition>({
  noun: 'method',
  code: 'TL_METHOD_UNKNOWN',
  items: allMethods,
  hint: 'Run `trunkline methods` to see what each of them does.',
});

/** Every method, by family. */
export function methods(): readonly MethodDefinition[] {
  return registry.list();
}

/** The method of this name. Throws `TL_METHOD_UNKNOWN`, naming the nearest one. */
export function findMethod(name: string): MethodDefinition {
  return registry.find(name);
}
