import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import { composedName, sortClassNames } from '../images/class-names.ts';
import { quoted } from '../images/labelled-images.ts';
import { walkFolder } from './folder-tree.ts';
import { listClasses, type FolderOptions, type PictureList } from './image-folder.ts';
import { isHidden, isMachineFolder } from './leftovers.ts';
import { checkFolder } from './missing-folder.ts';
import { partsOfNames } from './part-names.ts';

/**
 * Names of the domains in `folder/<domain>/<class>/…`, or in `folder/<part>/<domain>/<class>/…`. Throws
 * `TL_DATA_MISSING`, and `TL_PARTS_UNCLEAR` where all folders are parts of one set.
 */
export async function listDomains(folder: string): Promise<string[]> {
  const names = (await subfolders(folder)).sort();
  const parted = await domainsInParts(folder, names);
  if (parted) return [...new Set([...parted.values()].flat())].sort();
  if (names.length > 1 && partsOfNames(names) !== undefined) {
    throw new TrunklineError(
      'TL_PARTS_UNCLEAR',
      `${folder}: ${quoted(names)} look like parts of one set, not like domains.`,
      {
        exitStatus: 2,
        hint: 'Name the folder above it, whose folders are domains; or, if these are domains, list them by name in domains.',
      },
    );
  }
  return names;
}

/**
 * Lists one domain of `folder/<domain>/<class>/**` (PACS, Office-Home, VisDA) or `folder/<domain>/images/<class>/**`
 * (Office-31), with its official parts where its folders are parts (`folder/<domain>/<part>/<class>`, as Digits-DG, or
 * `folder/<part>/<domain>/<class>`). Throws `TL_DOMAIN_MISSING`, naming the domains that are there, and what
 * `readImageFolder` throws.
 */
export async function readDomainFolder(
  folder: string,
  domain: string,
  options: FolderOptions = {},
): Promise<PictureList> {
  const names = await subfolders(folder);
  const own = match(names, domain);
  if (own !== undefined) {
    const inner = await subfolders(join(folder, own));
    const onlyImages = inner.length === 1 && inner[0] === 'images';
    const root = onlyImages ? join(folder, own, 'images') : join(folder, own);
    return listClasses(await walkFolder(root, options), options);
  }
  const parted = options.parts === false ? undefined : await domainsInParts(folder, names);
  const holders = [...(parted ?? [])].filter(([, domains]) => match(domains, domain) !== undefined);
  const [only] = holders;
  if (only && holders.length === 1) {
    const inside = match(only[1], domain) as string;
    return listClasses(await walkFolder(join(folder, only[0], inside), options), options);
  }
  if (holders.length > 0) return await readFromParts(folder, domain, holders, options);
  const deeper = await findDeeper(folder, names, domain);
  const known = parted ? [...new Set([...parted.values()].flat())] : names;
  const there = known.length > 0 ? `it has ${quoted(sortClassNames(known))}` : 'it has no folder in it';
  throw new TrunklineError('TL_DOMAIN_MISSING', `${folder} has no domain ${JSON.stringify(domain)}; ${there}.`, {
    exitStatus: 2,
    hint:
      deeper === undefined
        ? 'Name one of its folders as the domain.'
        : `It lies in ${deeper}: name that as the folder.`,
  });
}

/** Names of the folders in `folder`, links to folders included. Throws `TL_DATA_MISSING` where it is no folder. */
async function subfolders(folder: string): Promise<string[]> {
  await checkFolder(folder);
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (isHidden(entry.name) || isMachineFolder(entry.name)) continue;
    const isFolder = entry.isSymbolicLink()
      ? await stat(join(folder, entry.name)).then(
          (target) => target.isDirectory(),
          () => false,
        )
      : entry.isDirectory();
    if (isFolder) names.push(entry.name);
  }
  return names;
}

const match = (names: readonly string[], wanted: string): string | undefined =>
  names.includes(wanted) ? wanted : names.find((name) => composedName(name) === composedName(wanted));

/**
 * The domains in each part of `folder/<part>/<domain>/<class>`: undefined where the folders are no parts, or where what
 * is in them holds no folders and so is classes (`folder/<part>/<class>/<picture>`).
 */
async function domainsInParts(
  folder: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  if (names.length < 2 || partsOfNames(names) === undefined) return undefined;
  const found = new Map<string, readonly string[]>();
  for (const part of names) {
    const domains = await subfolders(join(folder, part));
    for (const domain of domains) {
      const classes = await subfolders(join(folder, part, domain));
      if (classes.length < 2) return undefined;
    }
    found.set(part, domains);
  }
  return [...found.values()].some((domains) => domains.length > 0) ? found : undefined;
}

async function readFromParts(
  folder: string,
  domain: string,
  holders: readonly (readonly [part: string, domains: readonly string[]])[],
  options: FolderOptions,
): Promise<PictureList> {
  const trees = await Promise.all(
    holders.map(async ([part, domains]) => {
      const inside = match(domains, domain) as string;
      return { part, inside, tree: await walkFolder(join(folder, part, inside), options) };
    }),
  );
  // as if the domain were a folder of parts: part/class/…, then named by where it lies: part/domain/class/…
  const merged = listClasses(
    {
      root: folder,
      paths: trees.flatMap(({ part, tree }) => tree.paths.map((path) => `${part}/${path}`)),
      folders: trees.flatMap(({ part, tree }) => [
        part,
        ...tree.folders.filter((one) => !one.includes('/')).map((one) => `${part}/${one}`),
      ]),
      others: new Map(
        trees.flatMap(({ part, tree }) => [...tree.others].map(([at, kinds]) => [`${part}/${at}`, kinds])),
      ),
      notes: trees.flatMap(({ tree }) => tree.notes),
    },
    options,
  );
  const insideOf = new Map(trees.map(({ part, inside }) => [part, inside]));
  return {
    ...merged,
    paths: merged.paths.map((path) => {
      const [part = '', ...rest] = path.split('/');
      return [part, insideOf.get(part), ...rest].join('/');
    }),
  };
}

/** A folder in one of `folder`'s own that has the domain: the data lies one folder lower. */
async function findDeeper(folder: string, names: readonly string[], domain: string): Promise<string | undefined> {
  for (const name of names.slice(0, 20)) {
    if (match(await subfolders(join(folder, name)), domain) !== undefined) return join(folder, name);
  }
  return undefined;
}
