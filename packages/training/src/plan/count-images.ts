import { findDataSet, readDomainFolder, readImageFolder } from '@trunkline/data';
import type { DomainReferenceInput } from '../experiment/domain-reference.ts';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { PlanOptions } from './plan.ts';

/**
 * Images of each domain of an experiment: those of a built-in set as it states them, without making it; those of a folder
 * by listing it, without reading one; of other files nothing, for they may take minutes to read. Throws what listing a
 * folder throws.
 */
export async function countImages({ data }: ResolvedExperiment): Promise<NonNullable<PlanOptions['counts']>> {
  return { source: await count(data.source), targets: await Promise.all(data.targets.map(count)) };
}

async function count(reference: DomainReferenceInput): Promise<number | undefined> {
  const found = await inAll(reference);
  return found === undefined ? undefined : Math.min(found, reference.limit ?? found);
}

async function inAll(reference: DomainReferenceInput): Promise<number | undefined> {
  if ('layout' in reference) {
    const { folder, layout } = reference;
    const list = layout === 'image-folder' ? readImageFolder(folder) : readDomainFolder(folder, reference.domain);
    return (await list).paths.length;
  }
  if (!('dataSet' in reference) || reference.folder !== undefined) return undefined;
  const { counts, domains } = findDataSet(reference.dataSet);
  return counts[reference.domain ?? domains[0] ?? ''];
}
