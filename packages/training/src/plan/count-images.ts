import { stat } from 'node:fs/promises';
import { checkClassRelation, outlineDomain, type DomainOutline } from '@trunkline/data';
import { toDataReference, type DomainReferenceInput } from '../experiment/domain-reference.ts';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { PlanOptions } from './plan.ts';

/** Bytes of a table that is read within a second. */
const quickTable = 8e6;

/**
 * Images of each domain of an experiment: those of a built-in set as it states them, without making it; those of a folder
 * by listing it, without reading one; of a table by reading it, unless that takes long; of other files nothing. Throws what
 * listing a folder or reading a table throws, and `TL_CLASSES_DIFFER` for a target known to have other classes.
 */
export async function countImages({ data }: ResolvedExperiment): Promise<NonNullable<PlanOptions['counts']>> {
  const source = await outline(data.source);
  const targets: (DomainOutline | undefined)[] = [];
  for (const reference of data.targets) {
    const target = await outline(reference);
    if (source && target) checkClassRelation(source, target, 'same');
    targets.push(target);
  }
  return { source: source?.count, targets: targets.map((target) => target?.count) };
}

async function outline(reference: DomainReferenceInput): Promise<DomainOutline | undefined> {
  if ('csv' in reference) {
    const size = await stat(reference.csv).then(
      (file) => file.size,
      () => 0,
    ); // the reader of the file reports that it is missing
    if (size > quickTable) return undefined;
  }
  return await outlineDomain(toDataReference(reference));
}
