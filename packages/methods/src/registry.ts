import { createRegistry } from '@trunkline/system';
import { checkMethod } from './check-method.ts';
import type { MethodDefinition } from './define-method.ts';
import { allMethods } from './generated/methods.ts';

const registry = createRegistry<MethodDefinition>({
  noun: 'method',
  code: 'TL_METHOD_UNKNOWN',
  items: allMethods,
  hint: 'Run `trunkline methods` to see what each of them does, or list the file that defines it under `plugins`.',
});

/** Every method, by family. */
export function methods(): readonly MethodDefinition[] {
  return registry.list();
}

/** The method of this name. Throws `TL_METHOD_UNKNOWN`, naming the nearest one. */
export function findMethod(name: string): MethodDefinition {
  return registry.find(name);
}

/**
 * Adds a method of your own for this process and answers how to take it away again. Throws `TL_METHOD_INVALID`,
 * `TL_NAME_TAKEN`, `TL_BAD_NAME`.
 */
export function registerMethod(method: MethodDefinition): () => void {
  checkMethod(method);
  return registry.register(method);
}
