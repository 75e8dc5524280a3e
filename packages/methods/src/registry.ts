import { nearest, TrunklineError } from '@trunkline/system';
import type { MethodDefinition } from './define-method.ts';
import { definitions } from './generated/index.ts';

const families = ['baseline', 'finetuning', 'adaptation', 'oracle'] as const;

const sorted: readonly MethodDefinition[] = families.flatMap((family) =>
  definitions.filter((method) => method.family === family),
);

/** Every method, by family. */
export function methods(): readonly MethodDefinition[] {
  return sorted;
}

/** The method of this name. Throws `TL_UNKNOWN_METHOD`, naming the nearest one. */
export function findMethod(name: string): MethodDefinition {
  const found = sorted.find((method) => method.name === name);
  if (found) return found;
  const names = sorted.map((method) => method.name);
  const meant = nearest(name, names);
  throw new TrunklineError(
    'TL_UNKNOWN_METHOD',
    `There is no method '${name}'${meant === undefined ? '' : `; the nearest is '${meant}'`}. Methods: ${names.join(', ')}.`,
    { hint: 'Run `trunkline methods` to see what each of them does.', exitStatus: 2 },
  );
}
