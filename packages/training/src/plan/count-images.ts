import { stat } from 'node:fs/promises';
import { checkClassRelation, checkSameClasses, outlineDomain, type DomainOutline } from '@trunkline/data';
import { toDataReference, type TargetReferenceInput } from '../experiment/domain-reference.ts';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import { pairsOf } from '../experiment/pairs.ts';
import type { PlanOptions } from './plan.ts';

/** Bytes of a table that is read within a second. */
const quickTable = 8e6;

/**
 * What is known of each domain of an experiment, in the order of its plan: of a built-in set what it states, without
 * making it; of a folder by listing it, without reading a picture; of a table by reading it, unless that takes long; of
 * other files nothing. Throws what listing a folder or reading a table throws, and `TL_CLASSES_DIFFER` for domains of a
 * pair whose classes are known not to fit.
 */
export async function outlineDomains({ data }: ResolvedExperiment): Promise<NonNullable<PlanOptions['outlines']>> {
  const { domains, pairs } = await pairsOf(data);
  const outlines: (DomainOutline | undefined)[] = [];
  for (const reference of domains) outlines.push(await outline(reference));
  for (const { sources, target } of pairs) {
    const [first, ...others] = sources.map((place) => outlines[place]);
    for (const other of others) if (first && other) checkSameClasses(first, other, 'source');
    const on = outlines[target];
    if (first && on) checkClassRelation(first, on, data.classes ?? 'same');
  }
  return outlines;
}

/** Images of each domain, where they are known: see {@link outlineDomains}. */
export async function countImages(experiment: ResolvedExperiment): Promise<NonNullable<PlanOptions['counts']>> {
  return (await outlineDomains(experiment)).map((one) => one?.count);
}

async function outline(reference: TargetReferenceInput): Promise<DomainOutline | undefined> {
  if ('csv' in reference) {
    const size = await stat(reference.csv).then(
      (file) => file.size,
      () => 0,
    ); // the reader of the file reports that it is missing
    if (size > quickTable) return undefined;
  }
  return await outlineDomain(toDataReference(reference));
}
