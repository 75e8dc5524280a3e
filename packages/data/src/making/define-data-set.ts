import { rm } from 'node:fs/promises';
import { cacheFolder, isTrunklineError, TrunklineError, withLock } from '@trunkline/system';
import { createArraySource } from '../pixels/array-source.ts';
import type { LabelledImages } from '../images/images.ts';
import { createLabelledImages } from '../images/labelled-images.ts';
import { digestOfDomain, readPreparedFile, writePreparedFile, type PreparedDomain } from './prepared-file.ts';

/** Called with how much of a data set has been made. */
export type DataProgress = (progress: { readonly done: number; readonly total: number; readonly note: string }) => void;

/** How a data set is loaded. */
export interface DataSetOptions {
  /** A folder with the set's original files (IDX); else they come from a package. */
  readonly folder?: string;
  readonly onProgress?: DataProgress;
}

/** What a data set's file says about it. */
export interface DataSetDescription {
  readonly name: string;
  readonly title: string;
  /** Which images, from where, made how. */
  readonly description: string;
  readonly licence: string;
  readonly citation: string;
  readonly classNames: readonly string[];
  readonly domains: readonly string[];
  /** Images a domain, without `folder`. */
  readonly counts: Readonly<Record<string, number>>;
  /** {@link digestOfDomain} of each domain, without `folder`. */
  readonly digests: Readonly<Record<string, string>>;
  /** File names that `folder` may hold; empty when the set takes no folder. */
  readonly files: readonly string[];
  /** Makes the pixels and labels, from the package or from `folder`. */
  build(options: DataSetOptions): Promise<Readonly<Record<string, PreparedDomain>>>;
}

/** A built-in data set. */
export interface DataSetDefinition extends Omit<DataSetDescription, 'build'> {
  /** Where a domain is kept once it was made. */
  preparedPath(domain: string): string;
  /** Makes every domain that is not in the cache yet; true when something had to be made. */
  prepare(options?: Pick<DataSetOptions, 'onProgress'>): Promise<boolean>;
  /**
   * Every domain, made first where needed. Throws `TL_DATA_MISSING`, `TL_DATA_DAMAGED`, `TL_DIGEST_MISMATCH`,
   * `TL_DOWNLOAD_FAILED` and what reading `folder` throws.
   */
  load(options?: DataSetOptions): Promise<Readonly<Record<string, LabelledImages>>>;
}

type DigestedDomain = PreparedDomain & { readonly digest: string };

/** Turns a description into a data set that is made once and kept in the user's cache, safely for several processes. */
export function defineDataSet(description: DataSetDescription): DataSetDefinition {
  const { build, ...facts } = description;
  const { name, title, classNames, domains, digests } = facts;

  const preparedPath = (domain: string): string =>
    cacheFolder('data', name, `${domain}-${(digests[domain] ?? '').slice(0, 12)}.images`);

  const read = async (): Promise<Readonly<Record<string, DigestedDomain>> | undefined> => {
    const found: Record<string, DigestedDomain> = {};
    for (const domain of domains) {
      const path = preparedPath(domain);
      const prepared = await readPreparedFile(path).catch(async (error: unknown) => {
        if (!(isTrunklineError(error) && error.code === 'TL_DATA_DAMAGED')) throw error;
        await rm(path, { force: true });
        return undefined;
      });
      if (prepared?.digest !== digests[domain] || !prepared) return undefined;
      found[domain] = prepared;
    }
    return found;
  };

  const make = async (options: DataSetOptions): Promise<Readonly<Record<string, DigestedDomain>>> =>
    await withLock(cacheFolder('data', name, '.making'), async () => {
      const already = await read();
      if (already) return already;
      const made: Record<string, DigestedDomain> = {};
      for (const [domain, content] of Object.entries(await build(options))) {
        const digest = digestOfDomain(content);
        if (digest !== digests[domain]) {
          throw new TrunklineError(
            'TL_DIGEST_MISMATCH',
            `${title} (${domain}) was made with digest ${digest}, expected ${digests[domain]}.`,
            { hint: 'The source of this data set has changed: install the versions of the lock file, or report it.' },
          );
        }
        await writePreparedFile(preparedPath(domain), content);
        made[domain] = { ...content, digest };
      }
      return made;
    });

  // a user's folder may change, so what was made from it is not kept: reading IDX files takes a second
  const obtain = async (options: DataSetOptions): Promise<Readonly<Record<string, DigestedDomain>>> => {
    if (options.folder === undefined) return (await read()) ?? (await make(options));
    if (facts.files.length === 0) {
      throw new TrunklineError('TL_DATA_MISSING', `${title} does not read a folder (${options.folder} was given).`, {
        exitStatus: 2,
        hint: 'Leave the folder out, or give idx files or one of the layouts for folders of images.',
      });
    }
    const built = await build(options);
    return Object.fromEntries(
      Object.entries(built).map(([domain, one]) => [domain, { ...one, digest: digestOfDomain(one) }]),
    );
  };

  return {
    ...facts,
    preparedPath,
    async prepare(options = {}) {
      if (await read()) return false;
      await make(options);
      return true;
    },
    async load(options = {}) {
      const prepared = await obtain(options);
      return Object.fromEntries(
        Object.entries(prepared).map(([domain, content]) => [domain, toImages(domain, content)]),
      );
    },
  };

  function toImages(domain: string, content: DigestedDomain): LabelledImages {
    const digits = String(content.count - 1).length;
    return createLabelledImages({
      dataSet: name,
      domain,
      source: createArraySource(content, content.digest),
      ids: Array.from({ length: content.count }, (_, index) => `${domain}/${String(index).padStart(digits, '0')}`),
      labels_N: content.labels_N,
      classNames,
      digest: content.digest,
      ...(content.officialParts_N ? { officialParts_N: content.officialParts_N } : {}),
      ...(content.lineage ? { lineage: content.lineage } : {}),
    });
  }
}
