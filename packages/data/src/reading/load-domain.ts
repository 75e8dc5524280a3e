import { createRandom, TrunklineError } from '@trunkline/system';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { createArraySource, pixelLineage } from '../pixels/array-source.ts';
import type { DataProgress, DataSetDefinition } from '../making/define-data-set.ts';
import { findDataSet } from '../making/find-data-set.ts';
import { indexFiles } from '../pixels/file-index.ts';
import { createFileSource } from '../pixels/file-source.ts';
import { findCorrupt, type SkippedPicture } from '../pixels/find-corrupt.ts';
import { checkListed } from './check-listed.ts';
import { readCsvManifest } from './csv-manifest.ts';
import { readCsvPixels } from './csv-pixels.ts';
import { readDomainFolder } from './domain-folder.ts';
import { readIdxImages } from './idx.ts';
import { readImageFolder, readPictureFolder, type PictureList } from './image-folder.ts';
import type { Images, LabelledImages } from '../images/images.ts';
import { checkClasses, createLabelledImages, createUnlabelledImages, quoted } from '../images/labelled-images.ts';
import type { PreparedDomain } from '../making/prepared-file.ts';
import { numberedClasses } from './numbered-classes.ts';
import type {
  BuiltInReference,
  DomainFolderReference,
  DomainReference,
  ImageFolderReference,
  ManifestReference,
  PictureOptions,
  UnlabelledReference,
} from './references.ts';
import { withoutLabels } from '../protocol/seal.ts';
import { stratifiedSample } from '../protocol/splits.ts';

/** Where relative paths start, and what is called with the progress. */
export interface LoadOptions {
  /** Default: the current folder. */
  readonly baseFolder?: string;
  readonly onProgress?: DataProgress;
  /** Called once when pictures were left out, with all of them. */
  readonly onSkip?: (skipped: readonly SkippedPicture[]) => void;
  /** Called with each thing that a person should know of the domain, a sentence each: see {@link DomainOutline.notes}. */
  readonly onNote?: (note: string) => void;
}

/**
 * The images that a reference names, indexed, with no pixel decoded yet (built-in sets are made first where needed).
 * Throws what its reader throws, `TL_ONE_CLASS`, `TL_CLASS_EMPTY`, and with `onCorrupt: 'skip'` leaves unusable pictures
 * out and reports them; otherwise the first one that is read throws `TL_IMAGE_CORRUPT`.
 */
export async function loadDomain(reference: DomainReference, options?: LoadOptions): Promise<LabelledImages>;
export async function loadDomain(
  reference: DomainReference | UnlabelledReference,
  options?: LoadOptions,
): Promise<LabelledImages | Images>;
export async function loadDomain(
  reference: DomainReference | UnlabelledReference,
  options: LoadOptions = {},
): Promise<LabelledImages | Images> {
  const images = isUnlabelled(reference) ? await loadUnlabelled(reference, options) : await load(reference, options);
  const { limit } = reference;
  const chosen =
    limit === undefined
      ? images
      : images.subset(stratifiedSample(images.labels_N, limit, createRandom(0).fork('limit')));
  return isUnlabelled(reference) ? withoutLabels(chosen) : chosen;
}

function isUnlabelled(reference: DomainReference | UnlabelledReference): reference is UnlabelledReference {
  return 'layout' in reference && reference.layout === 'images';
}

/** What is known of a domain before its pictures are looked at; see {@link outlineDomain}. */
export interface DomainOutline extends Pick<LabelledImages, 'dataSet' | 'domain'> {
  /** Undefined for pictures without labels. */
  readonly classNames: readonly string[] | undefined;
  /** Undefined for a built-in set that is read from a folder. */
  readonly count: number | undefined;
  /** Images of each class, in the order of `classNames`, where they were counted and `limit` leaves none out. */
  readonly classCounts: readonly number[] | undefined;
  /** What a person should know of the domain, such as files that were left out: a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Names, classes and number of the images that {@link loadDomain} would give: of pictures by listing their folder or
 * reading their manifest, of a built-in set as it states them; undefined for files of pixels, which would have to be read.
 * Throws what `loadDomain` throws before it looks at a picture.
 */
export async function outlineDomain(
  reference: DomainReference | UnlabelledReference,
  { baseFolder = '.' }: Pick<LoadOptions, 'baseFolder'> = {},
): Promise<DomainOutline | undefined> {
  if ('idx' in reference || 'csvPixels' in reference) return undefined;
  const { limit = Infinity } = reference;
  if ('dataSet' in reference) {
    const { definition, domain } = findBuiltIn(reference);
    const { name, classNames, counts } = definition;
    const stated = reference.folder === undefined ? counts[domain] : undefined;
    const count = stated === undefined ? undefined : Math.min(stated, limit);
    return { dataSet: name, domain, classNames, count, classCounts: undefined, notes: [] };
  }
  if (isUnlabelled(reference)) {
    const folder = resolve(baseFolder, reference.folder);
    const { paths, notes = [] } = await readPictureFolder(folder, reference);
    const name = basename(folder);
    const count = Math.min(paths.length, limit);
    return { dataSet: name, domain: name, classNames: undefined, count, classCounts: undefined, notes };
  }
  const listed = await listDomain(reference, (path) => resolve(baseFolder, path));
  checkClasses({ ...listed, ids: listed.paths });
  const { dataSet, domain, classNames, paths, labels_N, notes = [] } = listed;
  const count = Math.min(paths.length, limit);
  const classCounts = count < paths.length ? undefined : countLabels(labels_N, classNames.length);
  return { dataSet, domain, classNames, count, classCounts, notes };
}

/** How many images have each label. */
function countLabels(labels_N: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels_N) counts[label] = (counts[label] as number) + 1;
  return counts;
}

async function load(reference: DomainReference, options: LoadOptions): Promise<LabelledImages> {
  const at = (path: string): string => resolve(options.baseFolder ?? '.', path);
  if ('dataSet' in reference) return await loadBuiltIn(reference, at, options);
  if ('idx' in reference) {
    const { images, labels, testImages, testLabels } = reference.idx;
    const files = {
      images: at(images),
      labels: at(labels),
      ...(testImages === undefined ? {} : { testImages: at(testImages) }),
      ...(testLabels === undefined ? {} : { testLabels: at(testLabels) }),
    };
    return fromArrays(basename(dirname(files.images)), await readIdxImages(files), reference.classNames, options);
  }
  if ('csvPixels' in reference) {
    const { height, width, labelColumn } = reference;
    const file = at(reference.csvPixels);
    const content = await readCsvPixels(file, {
      ...(height === undefined ? {} : { height }),
      ...(width === undefined ? {} : { width }),
      ...(labelColumn === undefined ? {} : { labelColumn }),
    });
    return fromArrays(basename(file, extname(file)), content, reference.classNames, options);
  }
  const listed = await listDomain(reference, at);
  for (const note of listed.notes ?? []) options.onNote?.(note);
  return await fromPictures(listed, reference, options);
}

type PictureReference = ImageFolderReference | DomainFolderReference | ManifestReference;

interface ListedDomain extends PictureList {
  readonly dataSet: string;
  readonly domain: string;
}

async function listDomain(reference: PictureReference, at: (path: string) => string): Promise<ListedDomain> {
  if ('csv' in reference) {
    const file = at(reference.csv);
    const dataSet = basename(file, extname(file));
    const list = await readCsvManifest(file, {
      ...(reference.root === undefined ? {} : { root: at(reference.root) }),
      ...(reference.domain === undefined ? {} : { domain: reference.domain }),
      ...(reference.columns === undefined ? {} : { columns: reference.columns }),
      ...(reference.encoding === undefined ? {} : { encoding: reference.encoding }),
    });
    checkListed(list);
    return { dataSet, domain: reference.domain ?? dataSet, ...list };
  }
  const folder = at(reference.folder);
  const dataSet = basename(folder);
  if (reference.layout === 'image-folder')
    return { dataSet, domain: dataSet, ...(await readImageFolder(folder, reference)) };
  const { domain } = reference;
  return { dataSet, domain, ...(await readDomainFolder(folder, domain, reference)) };
}

/** The set of this name and its domain that is meant. */
function findBuiltIn({ dataSet, domain }: BuiltInReference): {
  readonly definition: DataSetDefinition;
  readonly domain: string;
} {
  const definition = findDataSet(dataSet);
  const wanted = domain ?? (definition.domains.length === 1 ? definition.domains[0] : undefined);
  if (wanted === undefined || !definition.domains.includes(wanted)) {
    throw new TrunklineError(
      'TL_DOMAIN_MISSING',
      `${dataSet} has the domains ${quoted(definition.domains)}; ${domain === undefined ? 'none was chosen' : `${JSON.stringify(domain)} is none of them`}.`,
      { exitStatus: 2, hint: 'Name one of them as the domain.' },
    );
  }
  return { definition, domain: wanted };
}

async function loadBuiltIn(
  reference: BuiltInReference,
  at: (path: string) => string,
  { onProgress }: LoadOptions,
): Promise<LabelledImages> {
  const { definition, domain } = findBuiltIn(reference);
  const { folder } = reference;
  const loaded = await definition.load({
    ...(folder === undefined ? {} : { folder: at(folder) }),
    ...(onProgress ? { onProgress } : {}),
  });
  return loaded[domain] as LabelledImages;
}

async function loadUnlabelled(
  reference: UnlabelledReference,
  { baseFolder = '.', onProgress, onSkip, onNote }: LoadOptions,
): Promise<LabelledImages> {
  const { folder, onCorrupt = 'error' } = reference;
  const { root, paths, notes = [] } = await readPictureFolder(resolve(baseFolder, folder), reference);
  for (const note of notes) onNote?.(note);
  const { digest, hashes, lookedAt } = await indexFiles(root, paths, onProgress, reference);
  const name = basename(root);
  const source = createFileSource({ digest, hashes, lookedAt, root, paths });
  const images = createUnlabelledImages({ dataSet: name, domain: name, source, ids: paths });
  if (onCorrupt === 'error') return images;
  return await withoutCorrupt(images, { digest, root, paths }, { onProgress, onSkip });
}

async function fromPictures(
  { dataSet, domain, root, paths, labels_N, classNames, officialParts_N }: ListedDomain,
  { onCorrupt = 'error', followLinks }: PictureOptions,
  { onProgress, onSkip }: LoadOptions,
): Promise<LabelledImages> {
  checkClasses({ dataSet, domain, ids: paths, labels_N, classNames });
  const { digest, hashes, lookedAt } = await indexFiles(
    root,
    paths,
    onProgress,
    followLinks === undefined ? {} : { followLinks },
  );
  const images = createLabelledImages({
    dataSet,
    domain,
    source: createFileSource({ digest, hashes, lookedAt, root, paths }),
    ids: paths,
    labels_N,
    classNames,
    ...(officialParts_N ? { officialParts_N } : {}),
  });
  if (onCorrupt === 'error') return images;
  const kept = await withoutCorrupt(images, { digest, root, paths }, { onProgress, onSkip });
  checkClasses(kept);
  return kept;
}

async function withoutCorrupt(
  images: LabelledImages,
  { digest, root, paths }: { readonly digest: string; readonly root: string; readonly paths: readonly string[] },
  { onProgress, onSkip }: { [name in 'onProgress' | 'onSkip']: LoadOptions[name] | undefined },
): Promise<LabelledImages> {
  const skipped = await findCorrupt(
    digest,
    paths.map((path) => join(root, path)),
    paths,
    onProgress,
  );
  if (skipped.size === 0) return images;
  onSkip?.([...skipped.values()]);
  return images.subset(Array.from(paths.keys()).filter((place) => !skipped.has(place)));
}

function fromArrays(
  name: string,
  content: PreparedDomain,
  names: readonly string[] | undefined,
  { onNote }: LoadOptions,
): LabelledImages {
  const { labels_N, classNames, notes } = numberedClasses(content.labels_N, names);
  for (const note of notes) onNote?.(note);
  return createLabelledImages({
    dataSet: name,
    domain: name,
    source: createArraySource(content),
    ids: Array.from({ length: content.count }, (_, index) => String(index)),
    labels_N,
    lineage: pixelLineage(content),
    classNames,
    ...(content.officialParts_N ? { officialParts_N: content.officialParts_N } : {}),
  });
}
