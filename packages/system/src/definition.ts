/** Kinds of things that a file outside of Trunkline may define. */
export type DefinitionKind = 'method' | 'validator' | 'augmentation' | 'trunk' | 'head' | 'weight set';

interface Mark {
  readonly kind: DefinitionKind;
  readonly copy: object;
  readonly home: string;
}

/** Shared by all copies of this package, so that one tells what another has marked. */
const key = Symbol.for('@trunkline/system:definition');
const copy = {};

/** Marks what a `define…` function returns, so that a file's exports tell what they are. Returns the same object. */
export function markDefinition<Definition extends object>(kind: DefinitionKind, definition: Definition): Definition {
  return Object.defineProperty(definition, key, { value: { kind, copy, home: import.meta.url } satisfies Mark });
}

/** What a value was marked as; `ours` is false where another copy of this package, in `home`, marked it. */
export function definitionOf(
  value: unknown,
): { readonly kind: DefinitionKind; readonly ours: boolean; readonly home: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const mark = (value as { readonly [key]?: Mark })[key];
  return mark && { kind: mark.kind, ours: mark.copy === copy, home: mark.home };
}
