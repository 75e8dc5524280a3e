import { createRegistry, nearest, TrunklineError } from '@trunkline/system';
import { checkMethod } from './check-method.ts';
import type { MethodDefinition } from './define-method.ts';
import { allMethods } from './generated/methods.ts';
import type { Term } from './term.ts';

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

/** Every term that can be added to a method: those of the methods that are made of one. */
export function terms(): readonly Term[] {
  return methods().flatMap(({ term }) => (term ? [term] : []));
}

/** The term of this name. Throws `TL_TERM_UNKNOWN`, naming the nearest one. */
export function findTerm(name: string): Term {
  const known = terms();
  const found = known.find((term) => term.name === name);
  if (found) return found;
  const names = known.map((term) => term.name);
  const meant = nearest(name, names);
  throw new TrunklineError(
    'TL_TERM_UNKNOWN',
    `There is no term "${name}" that could be added${meant === undefined ? '' : `; the nearest is "${meant}"`}.`,
    { hint: `Add one of ${names.join(', ')}: methods that are made of one weighted term.`, exitStatus: 2 },
  );
}

/**
 * Adds a method of your own for this process and answers how to take it away again. Throws `TL_METHOD_INVALID`,
 * `TL_NAME_TAKEN`, `TL_BAD_NAME`.
 */
export function registerMethod(method: MethodDefinition): () => void {
  checkMethod(method);
  return registry.register(method);
}
