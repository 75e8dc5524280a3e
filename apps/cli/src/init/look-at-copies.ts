import type { LabelledImages } from '@trunkline/data';
import type { FoundDomain } from './look-at-data.ts';

/** Which pictures of some domains have equal content. */
export interface FoundCopies {
  /** How many different pictures a domain has; absent for a data set that is built in. */
  readonly different: ReadonlyMap<FoundDomain, number>;
  /** What is to say of copies in these domains, and of pictures that they share: a sentence each. */
  notes(domains: readonly FoundDomain[]): string[];
}

/** Compares the contents of pictures, of files; data sets that are built in are not made for it. */
export async function lookAtCopies(domains: readonly FoundDomain[]): Promise<FoundCopies> {
  const { describeCopies, describeShared, loadDomain } = await import('@trunkline/data');
  const loaded = new Map<FoundDomain, LabelledImages>();
  for (const one of domains) {
    if (!('dataSet' in one.reference)) loaded.set(one, await loadDomain(one.reference));
  }
  return {
    different: new Map([...loaded].map(([one, images]) => [one, new Set(images.contents()).size])),
    notes: (chosen) =>
      chosen.flatMap((one, place) => {
        const images = loaded.get(one);
        if (!images) return [];
        const shared = chosen.slice(0, place).flatMap((other) => {
          const earlier = loaded.get(other);
          return earlier ? (describeShared(images, one.name, earlier, other.name) ?? []) : [];
        });
        return [...describeCopies(images, one.name), ...shared];
      }),
  };
}
