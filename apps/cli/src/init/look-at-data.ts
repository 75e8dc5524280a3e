import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DomainReference, IdxReference, CsvPixelsReference } from '@trunkline/data';
import { TrunklineError } from '@trunkline/system';

/** A domain that `trunkline init` can look at. */
export type FoundReference = Exclude<DomainReference, IdxReference | CsvPixelsReference>;

/** One domain as it was found. */
export interface FoundDomain {
  /** As an experiment names it. */
  readonly reference: FoundReference;
  readonly name: string;
  readonly classNames: readonly string[];
  /** Absent for a data set that is built in. */
  readonly classCounts: readonly number[] | undefined;
  readonly count: number;
  /** What a person should know of it: a sentence each. */
  readonly notes: readonly string[];
  /** Paths of its pictures; none for a data set that is built in. */
  readonly pictures: readonly string[];
}

/** How a person may say what data are. */
export interface LookOptions {
  /** Default: `domain-folder` where the folders hold folders of pictures. */
  readonly layout?: 'image-folder' | 'domain-folder' | undefined;
  /** Of a manifest. */
  readonly encoding?: string | undefined;
}

/**
 * The domains in what a person names: a data set, a folder of classes, a folder of domains, or a `.csv` manifest. Throws what
 * reading them throws, and `TL_DATA_MISSING`, `TL_DOMAIN_MISSING`.
 */
export async function lookAtData(data: string, options: LookOptions = {}): Promise<readonly FoundDomain[]> {
  const { dataSets } = await import('@trunkline/data');
  if (dataSets().some((set) => set.name === data)) return [await found({ dataSet: data }, [])];
  if (data.toLowerCase().endsWith('.csv')) return await lookAtManifest(data, options);
  const isFolder = await stat(data).then(
    (entry) => entry.isDirectory(),
    () => undefined,
  );
  if (isFolder !== true) {
    const what = isFolder === undefined ? 'does not exist' : 'is a file';
    throw new TrunklineError('TL_DATA_MISSING', `${data} ${what}, expected a folder of pictures.`, {
      hint: 'Name a folder, a .csv manifest, or a data set of `trunkline data list`.',
      exitStatus: 2,
    });
  }
  return await lookAtFolder(data, options);
}

async function lookAtFolder(data: string, { layout }: LookOptions): Promise<readonly FoundDomain[]> {
  const { findDomains, readDomainFolder } = await import('@trunkline/data');
  const { domains, paths } = await findDomains(data);
  const folder = asWritten(data);
  const at = (path: string): string => join(data, path);
  if (layout !== 'image-folder' && domains.length > 0) {
    if (domains.some(({ classNames }) => classNames.length < 2)) throw await domainsDiffer(data, domains);
    return await Promise.all(
      domains.map(async ({ name: domain }) => {
        const { root, paths: own } = await readDomainFolder(data, domain);
        return await found(
          { folder, layout: 'domain-folder', domain },
          own.map((path) => join(root, path)),
        );
      }),
    );
  }
  if (layout === 'domain-folder') {
    throw new TrunklineError(
      'TL_DOMAIN_MISSING',
      `${data} has no domains: not all its pictures lie in folders of folders.`,
      {
        hint: 'Lay the pictures out as <folder>/<domain>/<class>/<picture>.jpg.',
        exitStatus: 2,
      },
    );
  }
  return [await found({ folder, layout: 'image-folder' }, paths.map(at))];
}

/** The error for domains in one folder that no experiment can be made of, naming the classes that only some have. */
export async function domainsDiffer(
  data: string,
  domains: readonly Pick<FoundDomain, 'name' | 'classNames'>[],
): Promise<TrunklineError> {
  const { describeDomainClasses } = await import('@trunkline/data');
  return new TrunklineError(
    'TL_CLASSES_DIFFER',
    `${data} holds ${domains.length} domains (folders of folders of pictures) that differ in their classes: ${describeDomainClasses(domains).join(' ')}`,
    {
      hint: 'Give them the same classes: rename folders, or remove those that a target has and the source lacks; or choose two with --source and --target. If they are classes with folders in them, add --layout image-folder.',
      exitStatus: 2,
    },
  );
}

async function lookAtManifest(data: string, { encoding }: LookOptions): Promise<readonly FoundDomain[]> {
  const { listManifestDomains, readCsvManifest } = await import('@trunkline/data');
  const how = encoding === undefined ? {} : { encoding };
  const named = await listManifestDomains(data, how);
  const domains = named.length > 1 ? named.filter((name) => name !== '').map((domain) => ({ domain })) : [{}];
  const notes = named.length > 1 && named.includes('') ? [`Rows of ${data} that name no domain are left out.`] : [];
  return await Promise.all(
    domains.map(async (one) => {
      const { root, paths } = await readCsvManifest(data, { ...how, ...one });
      return await found(
        { csv: asWritten(data), ...one, ...how },
        paths.map((path) => join(root, path)),
        notes,
      );
    }),
  );
}

/** A path as an experiment names it: from the current folder where it is below, else from the root of the disk. */
function asWritten(path: string): string {
  const way = relative('.', path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? resolve(path) : path;
}

async function found(
  reference: FoundReference,
  pictures: readonly string[],
  notes: readonly string[] = [],
): Promise<FoundDomain> {
  const { outlineDomain } = await import('@trunkline/data');
  const outline = await outlineDomain(reference);
  return {
    reference,
    name: outline?.domain ?? '',
    classNames: outline?.classNames ?? [],
    classCounts: outline?.classCounts,
    count: outline?.count ?? pictures.length,
    notes: [...(outline?.notes ?? []), ...notes],
    pictures,
  };
}

/** Most pictures whose size is looked at. */
const mostLookedAt = 40;

/** The median of the shorter sides of some pictures, in pixels; undefined where there are none. */
export async function usualSide(domains: readonly FoundDomain[]): Promise<number | undefined> {
  const { default: sharp } = await import('sharp');
  const all = domains.flatMap(({ pictures }) => pictures);
  const every = Math.max(1, Math.floor(all.length / mostLookedAt));
  const chosen = all.filter((_, place) => place % every === 0).slice(0, mostLookedAt);
  const sizes = await Promise.all(
    chosen.map(async (path) => {
      const { width, height } = await sharp(path)
        .metadata()
        .catch(() => ({ width: 0, height: 0 }));
      return Math.min(width, height);
    }),
  );
  const known = sizes.filter((side) => side > 0).sort((first, second) => first - second);
  return known[Math.floor(known.length / 2)];
}
