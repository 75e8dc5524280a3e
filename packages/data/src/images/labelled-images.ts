import { createHash } from 'node:crypto';
import { TrunklineError } from '@trunkline/system';
import { composedName } from './class-names.ts';
import type { LabelledImages, Lineage } from './images.ts';
import type { PixelSource } from '../pixels/pixel-source.ts';

/** What a reader knows about a domain. */
export interface DomainContent {
  readonly dataSet: string;
  readonly domain: string;
  readonly source: PixelSource;
  readonly ids: readonly string[];
  /** Default: from the ids. */
  readonly keys?: readonly string[];
  readonly labels_N: Int32Array;
  readonly classNames: readonly string[];
  readonly officialParts_N?: Uint8Array;
  /** Default: all of one domain. */
  readonly domains?: { readonly names: readonly string[]; readonly domains_N: Int32Array };
  /** Default: the images are their own originals. */
  readonly lineage?: Lineage;
  /** Default: SHA-256 of the source's digest, the labels and the class names. */
  readonly digest?: string;
}

/**
 * Labelled images over any source of pixels; class names are kept in NFC. Throws `TL_DATA_INVALID` when counts disagree or a label is no class,
 * `TL_ONE_CLASS` and `TL_CLASS_EMPTY` when there is nothing to tell apart.
 */
export function createLabelledImages(content: DomainContent): LabelledImages {
  const composed = { ...content, classNames: content.classNames.map(composedName) };
  checkCounts(composed);
  checkClasses(composed);
  return uncheckedImages(composed);
}

/** {@link createLabelledImages} without its checks: for what is made of images that were checked. */
export function uncheckedImages(content: DomainContent): LabelledImages {
  const { source, lineage = { root: source.digest, index_N: Int32Array.from(content.labels_N, (_, index) => index) } } =
    content;
  let keys: readonly string[] | undefined;
  const { domains = { names: [content.domain], domains_N: new Int32Array(source.count) } } = content;
  const whole: ViewedContent = {
    ...content,
    domains,
    lineage,
    keys: () => (keys ??= content.keys ?? content.ids.map(keyOf)),
  };
  return view(whole, undefined, content.digest ?? digestOf(content));
}

function digestOf({ source, labels_N, classNames }: DomainContent): string {
  return createHash('sha256')
    .update(source.digest)
    .update(bytesOf(labels_N))
    .update(JSON.stringify(classNames))
    .digest('hex');
}

function bytesOf(values: Int32Array | Uint8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function checkCounts({ dataSet, domain, source, ids, labels_N, officialParts_N, lineage }: DomainContent): void {
  const where = domain === dataSet ? dataSet : `${dataSet}/${domain}`;
  const counts = [ids.length, labels_N.length, officialParts_N?.length, lineage?.index_N.length];
  if (counts.some((count) => count !== undefined && count !== source.count)) {
    throw new TrunklineError(
      'TL_DATA_INVALID',
      `${where} has ${source.count} images, but ${ids.length} names and ${labels_N.length} labels.`,
      { exitStatus: 2, hint: 'Give exactly one name and one label an image.' },
    );
  }
}

/** Throws `TL_ONE_CLASS`, `TL_CLASS_EMPTY` or, for a label that is no class, `TL_DATA_INVALID`. */
export function checkClasses({
  dataSet,
  domain,
  ids,
  labels_N,
  classNames,
}: Pick<DomainContent, 'dataSet' | 'domain' | 'ids' | 'labels_N' | 'classNames'>): void {
  const where = domain === dataSet ? dataSet : `${dataSet}/${domain}`;
  if (classNames.length < 2) {
    throw new TrunklineError(
      'TL_ONE_CLASS',
      `${where} has ${classNames.length === 1 ? `one class only (${classNames[0]})` : 'no class'}; a classifier needs at least two.`,
      { exitStatus: 2, hint: 'Put the images of each class into a folder (or under a label) of their own.' },
    );
  }
  const twice = classNames.find((name, label) => classNames.indexOf(name) !== label);
  if (twice !== undefined) {
    throw new TrunklineError('TL_DATA_INVALID', `${where}: two classes are called ${JSON.stringify(twice)}.`, {
      exitStatus: 2,
      hint: 'Give each class a name of its own in classNames.',
    });
  }
  const perClass = new Int32Array(classNames.length);
  for (let index = 0; index < labels_N.length; index++) {
    const label = labels_N[index] as number;
    if (!(label >= 0 && label < classNames.length)) {
      throw new TrunklineError(
        'TL_DATA_INVALID',
        `${where}: image ${ids[index]} has label ${label}; the ${classNames.length} classes are 0 to ${classNames.length - 1}.`,
        { exitStatus: 2, hint: 'Correct that label, or name every class in classNames.' },
      );
    }
    perClass[label] = (perClass[label] as number) + 1;
  }
  const empty = classNames.filter((_, label) => perClass[label] === 0);
  if (empty.length > 0) {
    throw new TrunklineError('TL_CLASS_EMPTY', `${where} has no image of ${quoted(empty)}.`, {
      exitStatus: 2,
      hint: 'Add images of it, or remove the class (its folder, or its name in classNames).',
    });
  }
}

/** `"a", "b" and 3 more`: names in a message, never more than eight. */
export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name));
  return names.length > 8 ? `${shown.join(', ')} and ${names.length - 8} more` : shown.join(', ');
}

/** The start of the SHA-256, as a string of its own: a slice would keep the whole of it in memory. */
const keyOf = (id: string): string => createHash('sha256').update(id).digest().toString('hex', 0, 8);

interface ViewedContent extends Omit<DomainContent, 'keys' | 'domains'> {
  readonly domains: NonNullable<DomainContent['domains']>;
  readonly lineage: Lineage;
  /** {@link Images.keys} of the whole, computed when first asked for. */
  keys(): readonly string[];
}

function view(content: ViewedContent, places: Int32Array | undefined, digest: string): LabelledImages {
  const { source, officialParts_N: parts_N } = content;
  const pick = (values: Int32Array): Int32Array => (places ? places.map((place) => values[place] as number) : values);
  const labels_N = pick(content.labels_N);
  const count = places ? places.length : source.count;
  let ids: readonly string[] | undefined;
  let keys: readonly string[] | undefined;
  const rooted = (indices: Int32Array | readonly number[]): Int32Array => {
    const rooted_M = new Int32Array(indices.length);
    for (let index = 0; index < indices.length; index++) {
      const at = indices[index] as number;
      if (!(Number.isInteger(at) && at >= 0 && at < count)) {
        throw new RangeError(`image ${at} of ${content.dataSet}/${content.domain}, which has ${count}`);
      }
      rooted_M[index] = places ? (places[at] as number) : at;
    }
    return rooted_M;
  };
  return Object.freeze({
    dataSet: content.dataSet,
    domain: content.domain,
    count,
    digest,
    get ids() {
      return (ids ??= places ? Array.from(places, (place) => content.ids[place] as string) : content.ids);
    },
    get keys() {
      const whole = content.keys();
      return (keys ??= places ? Array.from(places, (place) => whole[place] as string) : whole);
    },
    labels_N,
    classNames: content.classNames,
    domains_N: pick(content.domains.domains_N),
    domainNames: content.domains.names,
    ...(parts_N
      ? { officialParts_N: places ? Uint8Array.from(places, (place) => parts_N[place] as number) : parts_N }
      : {}),
    lineage: { root: content.lineage.root, index_N: pick(content.lineage.index_N) },
    contents() {
      const whole = source.contents?.();
      return whole && places ? BigUint64Array.from(places, (place) => whole[place] as bigint) : whole;
    },
    pixels: async (indices: Int32Array | readonly number[], size: { height: number; width: number }) =>
      await source.read(rooted(indices), size),
    subset(indices: Int32Array | readonly number[]) {
      const chosen = rooted(indices);
      return view(
        content,
        chosen,
        createHash('sha256')
          .update(digest)
          .update(bytesOf(Int32Array.from(indices)))
          .digest('hex'),
      );
    },
  });
}

/**
 * The same images under another list of classes: `labels_N` are indices into `classNames`, of which some may have no
 * image.
 */
export function relabelled(
  images: LabelledImages,
  labels_N: Int32Array,
  classNames: readonly string[],
): LabelledImages {
  return uncheckedImages({
    dataSet: images.dataSet,
    domain: images.domain,
    source: {
      count: images.count,
      digest: images.digest,
      contents: () => images.contents(),
      read: async (indices, size) => await images.pixels(indices, size),
    },
    ids: images.ids,
    keys: images.keys,
    labels_N,
    classNames,
    ...(images.officialParts_N ? { officialParts_N: images.officialParts_N } : {}),
    domains: { names: images.domainNames, domains_N: images.domains_N },
    lineage: images.lineage,
  });
}

/** Pictures that no one has labelled. */
export function createUnlabelledImages(
  content: Pick<DomainContent, 'dataSet' | 'domain' | 'source' | 'ids'>,
): LabelledImages {
  return uncheckedImages({ ...content, labels_N: new Int32Array(content.source.count), classNames: [] });
}
