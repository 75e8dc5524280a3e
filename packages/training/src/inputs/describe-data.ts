import {
  describeClasses,
  describeCopies,
  describeMissingClasses,
  describeParts,
  describeShared,
  isLabelled,
  type Images,
} from '@trunkline/data';
import { domainName, type TargetReferenceInput } from '../experiment/domain-reference.ts';
import type { Pair } from '../experiment/pairs.ts';
import type { RunSplits } from './run-data.ts';

/** What is to say of domains before they are learnt from: copies in one and across several, few pictures, imbalance. */
export function describeDomains(
  loaded: ReadonlyMap<number, Images>,
  { domains, pairs }: { readonly domains: readonly TargetReferenceInput[]; readonly pairs: readonly Pair[] },
): readonly string[] {
  // a plan keeps the name that a domain was given with its pairs alone
  const nameOf = (place: number): string =>
    pairs.find(({ target }) => target === place)?.name.target ??
    pairs.find(({ sources }) => sources.length === 1 && sources[0] === place)?.name.source ??
    domainName(domains[place] as TargetReferenceInput);
  const said: string[] = [];
  for (const [place, images] of loaded) {
    said.push(...describeCopies(images, nameOf(place)));
    if (isLabelled(images))
      said.push(...describeParts(images, nameOf(place)), ...describeClasses(images, nameOf(place)));
  }
  for (const { sources, target } of pairs) {
    const places = [...sources, target];
    for (const [at, one] of places.entries()) {
      for (const other of places.slice(0, at)) {
        const [images, earlier] = [loaded.get(one), loaded.get(other)];
        if (one === other || !images || !earlier) continue;
        const shared = describeShared(images, nameOf(one), earlier, nameOf(other));
        if (shared !== undefined) said.push(shared);
      }
    }
  }
  return [...new Set(said)];
}

/** What is to say of a pair's splits, by seed: parts without a class. */
export function describeSplits(splits: ReadonlyMap<number, RunSplits>, { name }: Pair): readonly string[] {
  const seedsOf = new Map<string, number[]>();
  for (const [seed, one] of splits) {
    for (const sentence of describeMissingClasses(one, name)) {
      seedsOf.set(sentence, [...(seedsOf.get(sentence) ?? []), seed]);
    }
  }
  return [...seedsOf].map(([sentence, seeds]) =>
    seeds.length === splits.size ? sentence : `${sentence.replace(/\.$/, '')} (seed ${seeds.join(', ')}).`,
  );
}
