import { stat } from 'node:fs/promises';
import { join } from 'node:path';
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

/**
 * The domains in what a person names: a data set, a folder of classes, a folder of domains, or a `.csv` manifest. Throws what
 * reading them throws, and `TL_DATA_MISSING`.
 */
export async function lookAtData(data: string): Promise<readonly FoundDomain[]> {
  const { dataSets, domainsAmong, readImageFolder } = await import('@trunkline/data');
  if (dataSets().some((set) => set.name === data)) return [await found({ dataSet: data }, [])];
  if (data.toLowerCase().endsWith('.csv')) {
    const { readCsvManifest } = await import('@trunkline/data');
    const { root, paths } = await readCsvManifest(data);
    return [
      await found(
        { csv: data },
        paths.map((path) => join(root, path)),
      ),
    ];
  }
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
  const { paths } = await readImageFolder(data);
  const below = (domain: string): string[] =>
    paths.filter((path) => path.startsWith(`${domain}/`)).map((path) => join(data, path));
  const domains = domainsAmong(paths);
  if (domains.length === 0) {
    return [
      await found(
        { folder: data, layout: 'image-folder' },
        paths.map((path) => join(data, path)),
      ),
    ];
  }
  return await Promise.all(
    domains.map(async (domain) => await found({ folder: data, layout: 'domain-folder', domain }, below(domain))),
  );
}

async function found(reference: FoundReference, pictures: readonly string[]): Promise<FoundDomain> {
  const { outlineDomain } = await import('@trunkline/data');
  const outline = await outlineDomain(reference);
  return {
    reference,
    name: outline?.domain ?? '',
    classNames: outline?.classNames ?? [],
    classCounts: outline?.classCounts,
    count: outline?.count ?? pictures.length,
    notes: outline?.notes ?? [],
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
