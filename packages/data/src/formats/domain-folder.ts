import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import { quoted } from '../labelled-images.ts';
import { readImageFolder, subfolders, type PictureList } from './image-folder.ts';

/** Names of the domains in `folder/<domain>/<class>/…`. Throws `TL_DATA_MISSING`. */
export async function listDomains(folder: string): Promise<string[]> {
  return (await subfolders(folder)).sort();
}

/**
 * Lists one domain of `folder/<domain>/<class>/**` (PACS, Office-Home, VisDA) or `folder/<domain>/images/<class>/**`
 * (Office-31). Throws `TL_DOMAIN_MISSING`, naming the domains that are there, and what {@link readImageFolder} throws.
 */
export async function readDomainFolder(folder: string, domain: string): Promise<PictureList> {
  const domains = await listDomains(folder);
  if (!domains.includes(domain)) {
    const there = domains.length > 0 ? `it has ${quoted(domains)}` : 'it has no folder in it';
    throw new TrunklineError('TL_DOMAIN_MISSING', `${folder} has no domain ${JSON.stringify(domain)}; ${there}.`, {
      exitStatus: 2,
      hint: 'Name one of its folders as the domain.',
    });
  }
  const inner = await subfolders(join(folder, domain));
  const onlyImages = inner.length === 1 && inner[0] === 'images';
  return await readImageFolder(onlyImages ? join(folder, domain, 'images') : join(folder, domain));
}
