import { findDataSet, loadDomain } from '@trunkline/data';
import { toDataReference, type DomainReferenceInput } from '../experiment/domain-reference.ts';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { PlanOptions } from './plan.ts';

/**
 * Images of each domain of an experiment: those of a built-in set as it states them, without making it; those of a folder
 * by listing it, without decoding one; of tables and IDX files their limit, for they may take minutes to read. Throws what
 * {@link loadDomain} throws.
 */
export async function countImages({ data }: ResolvedExperiment): Promise<NonNullable<PlanOptions['counts']>> {
  return { source: await count(data.source), targets: await Promise.all(data.targets.map(count)) };
}

async function count(reference: DomainReferenceInput): Promise<number | undefined> {
  if ('layout' in reference) return (await loadDomain(toDataReference({ ...reference, onCorrupt: 'error' }))).count;
  if (!('dataSet' in reference)) return undefined;
  const { counts, domains } = findDataSet(reference.dataSet);
  const stated = counts[reference.domain ?? domains[0] ?? ''];
  return stated === undefined ? undefined : Math.min(stated, reference.limit ?? stated);
}
