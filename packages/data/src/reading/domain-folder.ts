import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import { quoted } from '../images/labelled-images.ts';
import { readImageFolder, subfolders, type PictureList } from './image-folder.ts';

const parts = /^(train(ing)?|val(id|idation)?|test(ing)?)$/i;

/** Names of the domains in `folder/<domain>/<class>/…`. Throws `TL_DATA_MISSING`. */
export async function listDomains(folder: string): Promise<string[]> {
  return (await subfolders(folder)).sort();
}

/**
 * The first folders of pictures `<domain>/<class>/…` or `<domain>/images/<class>/…` where they look like domains that were
 * taken for classes: in each, every picture is in a folder below, and these folders, two or more, have the same names in
 * all. Else nothing. Folders that are named for parts (`cat/train/…`, `cat/test/…`) are no classes.
 */
export function domainsAmong(paths: readonly string[]): string[] {
  const foldersOf = new Map<string, Set<string>>();
  for (const path of paths) {
    const [domain = '', ...below] = path.split('/').slice(0, -1);
    const [name = ''] = below[0] === 'images' ? below.slice(1) : below;
    foldersOf.set(domain, (foldersOf.get(domain) ?? new Set()).add(name));
  }
  const lists = [...foldersOf.values()].map((names) => [...names].sort());
  const [first = []] = lists;
  const recur = lists.length > 1 && lists.every((names) => names.join('/') === first.join('/'));
  const classes = first.length > 1 && !first.includes('') && !first.every((name) => parts.test(name));
  return recur && classes ? [...foldersOf.keys()] : [];
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
