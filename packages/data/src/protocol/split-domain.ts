import { type Random, TrunklineError } from '@trunkline/system';
import { partCodes, type LabelledImages, type Part } from '../images/images.ts';
import { stratifiedSample, stratifiedSplitOfGroups } from './splits.ts';

/** What share of a domain goes to which part; they add up to at most 1. */
export type SplitFractions = Readonly<Record<Part, number>>;

/** Places of a domain's images, by part. */
export type Parts = Readonly<Record<Part, Int32Array>>;

/** A domain and which of its images belong together, see `groupImages`. */
export interface GroupedDomain {
  readonly images: LabelledImages;
  readonly groups_N: Int32Array;
}

/** A domain and how it was split. */
export interface SplitDomain extends GroupedDomain {
  readonly parts: Parts;
}

export const partNames: readonly Part[] = ['train', 'validation', 'test'];

/**
 * Splits a domain by its official parts where it has some, else class by class at random. Images of one group, see
 * `groupImages`, never come into two parts: where an `earlier` domain has placed a group, this one follows, so that
 * nothing a model was trained on is in a test part; an official test part stays as it is, and what equals one of its images
 * is left out of the others; what is left is split group by group. Throws `TL_SPLIT_INVALID`, `TL_SPLIT_EMPTY`.
 */
export function splitDomain(
  { images, groups_N }: GroupedDomain,
  fractions: SplitFractions,
  random: Random,
  earlier: readonly SplitDomain[] = [],
): Parts {
  const parts =
    followEarlier({ images, groups_N }, fractions, random, earlier) ?? partsOf({ images, groups_N }, fractions, random);
  for (const part of partNames) {
    if (parts[part].length > 0) continue;
    const copies = images.count - new Set(groups_N).size;
    throw new TrunklineError(
      'TL_SPLIT_EMPTY',
      `The ${part} part of ${images.dataSet}/${images.domain} (${images.count} images${copies > 0 ? `, ${copies} of them copies of others` : ''}) would be empty.`,
      {
        exitStatus: 2,
        hint: `Use more images or a larger fraction for that part; each part needs some.${copies > 0 ? ' Copies of one picture count once: they stay in one part, and outside of an official test part that has one of them they are left out.' : ''}`,
      },
    );
  }
  return parts;
}

/** At most so many images of each part, classes in proportion. Throws `TL_SPLIT_INVALID`. */
export function limitParts(
  { images, parts }: Pick<SplitDomain, 'images' | 'parts'>,
  limits: Partial<Record<Part, number>>,
  random: Random,
): Parts {
  const limit = (part: Part): Int32Array => {
    const cap = limits[part];
    if (cap === undefined) return parts[part];
    const labels_N = parts[part].map((place) => images.labels_N[place] as number);
    return stratifiedSample(labels_N, cap, random.fork(part)).map((index) => parts[part][index] as number);
  };
  return { train: limit('train'), validation: limit('validation'), test: limit('test') };
}

function partsOf(domain: GroupedDomain, fractions: SplitFractions, random: Random): Parts {
  const { images } = domain;
  const official = (part: Part): Int32Array => placesOf(images, partCodes[part]);
  const [validation, test] = [official('validation'), official('test')];
  if (test.length > 0) {
    const held = withoutCopies(domain, validation, [test]);
    const rest = withoutCopies(domain, placesWithout(images, [partCodes.validation, partCodes.test]), [held, test]);
    if (held.length > 0) return { train: rest, validation: held, test };
    const both = fractions.train + fractions.validation;
    const [inner, drawn] = split(domain, rest, [fractions.train / both, fractions.validation / both], random);
    return { train: inner as Int32Array, validation: drawn as Int32Array, test };
  }
  if (validation.length > 0 && validation.length < images.count) {
    const share = fractions.test / (fractions.train + fractions.test);
    const rest = withoutCopies(domain, placesWithout(images, [partCodes.validation]), [validation]);
    const [inner, tested] = split(domain, rest, [1 - share, share], random);
    return { train: inner as Int32Array, validation, test: tested as Int32Array };
  }
  const every = Int32Array.from(images.labels_N.keys());
  const shares = partNames.map((part) => fractions[part]);
  const [inner, held, tested] = split(domain, every, shares, random);
  return { train: inner as Int32Array, validation: held as Int32Array, test: tested as Int32Array };
}

/** Those of `places` that are in no group of the `taken` ones. */
function withoutCopies({ groups_N }: GroupedDomain, places: Int32Array, taken: readonly Int32Array[]): Int32Array {
  const groups = new Set(taken.flatMap((part) => Array.from(part, (place) => groups_N[place] as number)));
  return places.filter((place) => !groups.has(groups_N[place] as number));
}

function split(
  { images, groups_N }: GroupedDomain,
  places: Int32Array,
  fractions: readonly number[],
  random: Random,
): Int32Array[] {
  const labels_N = places.map((place) => images.labels_N[place] as number);
  const groups_M = places.map((place) => groups_N[place] as number);
  return stratifiedSplitOfGroups(labels_N, groups_M, fractions, random).map((part) =>
    part.map((index) => places[index] as number),
  );
}

function placesOf(images: LabelledImages, code: number): Int32Array {
  const places: number[] = [];
  images.officialParts_N?.forEach((part, place) => part === code && places.push(place));
  return Int32Array.from(places);
}

function placesWithout(images: LabelledImages, codes: readonly number[]): Int32Array {
  const places: number[] = [];
  images.labels_N.forEach((_, place) => codes.includes(images.officialParts_N?.[place] ?? 0) || places.push(place));
  return Int32Array.from(places);
}

/** Undefined where no earlier domain has any group of this one. */
function followEarlier(
  { images, groups_N }: GroupedDomain,
  fractions: SplitFractions,
  random: Random,
  earlier: readonly SplitDomain[],
): Parts | undefined {
  const partOf = new Map<number, Part | 'none'>();
  for (const one of earlier) {
    for (const group of one.groups_N) if (!partOf.has(group)) partOf.set(group, 'none');
    for (const part of partNames) for (const place of one.parts[part]) partOf.set(one.groups_N[place] as number, part);
  }
  const followed: Record<Part | 'none' | 'unknown', number[]> = {
    train: [],
    validation: [],
    test: [],
    none: [],
    unknown: [],
  };
  groups_N.forEach((group, place) => followed[partOf.get(group) ?? 'unknown'].push(place));
  if (followed.unknown.length === images.count) return undefined;
  const rest = {
    images: images.subset(followed.unknown),
    groups_N: Int32Array.from(followed.unknown, (place) => groups_N[place] as number),
  };
  const others = partsOf(rest, fractions, random);
  const merged = (part: Part): Int32Array =>
    Int32Array.from([...followed[part], ...others[part].map((place) => followed.unknown[place] as number)]).sort();
  return { train: merged('train'), validation: merged('validation'), test: merged('test') };
}
