import { chainMethods, findMethod, findTerm, withTerms, type MethodDefinition } from '@trunkline/methods';

/** A term that is added to a method, with all of its settings. */
export interface ResolvedTerm {
  readonly term: string;
  readonly weight: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A method of a chain, with all of its settings. */
export interface ResolvedLink {
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly add?: readonly ResolvedTerm[] | undefined;
  readonly share: number;
}

/** What names the method of a row: one of the registry, with terms, or a chain of several. */
export interface Composition {
  readonly method: string;
  readonly add?: readonly ResolvedTerm[] | undefined;
  readonly chain?: readonly ResolvedLink[] | undefined;
}

/** The method of a row, put together. Throws what looking up its names throws, `TL_TERM_UNFIT`, `TL_CHAIN_INVALID`. */
export function methodOf({ method, add, chain }: Composition): MethodDefinition {
  if (chain) return chainMethods(chain.map((link) => ({ ...link, method: methodOf(link) })));
  const base = findMethod(method);
  if (!add) return base;
  return withTerms(
    base,
    add.map(({ term, weight, options }) => ({ term: findTerm(term), weight, options })),
  );
}
