import { stat } from 'node:fs/promises';
import { findDataSet, readCsvManifest, readDomainFolder, readImageFolder } from '@trunkline/data';
import type { DomainReferenceInput } from '../experiment/domain-reference.ts';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import type { PlanOptions } from './plan.ts';

/** Bytes of a table that is read within a second. */
const quickTable = 8e6;

/**
 * Images of each domain of an experiment: those of a built-in set as it states them, without making it; those of a folder
 * by listing it, without reading one; of a table by reading it, unless that takes long; of other files nothing. Throws what
 * listing a folder or reading a table throws.
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
  if ('csv' in reference) {
    const { csv, root, domain } = reference;
    const size = await stat(csv).then(
      (file) => file.size,
      () => 0,
    ); // a missing file is told of by its reader
    if (size > quickTable) return undefined;
    const list = await readCsvManifest(csv, {
      ...(root !== undefined && { root }),
      ...(domain !== undefined && { domain }),
    });
    return list.paths.length;
  }
  if (!('dataSet' in reference) || reference.folder !== undefined) return undefined;
  const { counts, domains } = findDataSet(reference.dataSet);
  return counts[reference.domain ?? domains[0] ?? ''];
}
