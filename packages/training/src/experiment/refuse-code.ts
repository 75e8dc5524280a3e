import { definitionOf, TrunklineError } from '@trunkline/system';
import { pathText } from './explain-issues.ts';

/**
 * Refuses functions, and what holds them, in an experiment, which is plain values: a method stands there by its name.
 * Throws `TL_EXPERIMENT_INVALID`, naming the place.
 */
export function refuseCode(experiment: unknown, where: string): void {
  const found = codeIn(experiment, []);
  if (found === undefined) return;
  const { path, value } = found;
  const definition = definitionOf(value);
  const name = (value as { readonly name?: unknown } | undefined)?.name;
  throw new TrunklineError(
    'TL_EXPERIMENT_INVALID',
    definition
      ? `${where}: ${pathText(path)} is a ${definition.kind} itself, expected its name, ${JSON.stringify(name)}.`
      : `${where}: ${pathText(path) || 'the experiment'} is ${typeof value === 'function' ? 'a function' : 'an object of a class'}, expected plain values.`,
    {
      hint: definition
        ? `Write ${JSON.stringify(name)} there, and the file that defines it under plugins: ["./my-${definition.kind.replace(' ', '-')}.ts"].`
        : 'Code goes into a file of its own, which the experiment lists under plugins.',
      exitStatus: 2,
    },
  );
}

interface Found {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
}

function codeIn(value: unknown, path: readonly PropertyKey[]): Found | undefined {
  if (typeof value === 'function') return { path, value };
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!plain || definitionOf(value)) return { path, value };
  for (const [key, part] of Object.entries(value)) {
    const found = codeIn(part, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}
