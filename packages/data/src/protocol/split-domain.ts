import type { Random } from '@trunkline/system';
import { TrunklineError } from '@trunkline/system';
import { partCodes, type LabelledImages, type Part } from '../images/images.ts';
import { stratifiedSample, stratifiedSplit } from './splits.ts';

/** What share of a domain goes to which part; they add up to at most 1. */
export type SplitFractions = Readonly<Record<Part, number>>;

/** Places of a domain's images, by part. */
export type Parts = Readonly<Record<Part, Int32Array>>;

/** A domain and how it was split. */
export interface SplitDomain {
  readonly images: LabelledImages;
  readonly parts: Parts;
}

export const partNames: readonly Part[] = ['train', 'validation', 'test'];

/**
 * Splits a domain by its official parts where it has some, else class by class at random. Images that show the same
 * originals as an `earlier` domain go where those went, so that nothing a model was trained on is in a test part; only
 * what is left is split on its own. Throws `TL_SPLIT_INVALID`, `TL_SPLIT_EMPTY`.
 */
export function splitDomain(
  images: LabelledImages,
  fractions: SplitFractions,
  random: Random,
  earlier: readonly SplitDomain[] = [],
): Parts {
  const parts = followEarlier(images, fractions, random, earlier) ?? partsOf(images, fractions, random);
  for (const part of partNames) {
    if (parts[part].length > 0) continue;
    throw new TrunklineError(
      'TL_SPLIT_EMPTY',
      `The ${part} part of ${images.dataSet}/${images.domain} (${images.count} images) would be empty.`,
      { exitStatus: 2, hint: 'Use more images or a larger fraction for that part; each part needs some.' },
    );
  }
  return parts;
}

/** At most so many images of each part, classes in proportion. Throws `TL_SPLIT_INVALID`. */
export function limitParts(
  { images, parts }: SplitDomain,
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

function partsOf(images: LabelledImages, fractions: SplitFractions, random: Random): Parts {
  const official = (part: Part): Int32Array => placesOf(images, partCodes[part]);
  const [train, validation, test] = [official('train'), official('validation'), official('test')];
  if (test.length > 0) {
    const rest = placesWithout(images, [partCodes.validation, partCodes.test]);
    if (validation.length > 0) return { train: rest, validation, test };
    const both = fractions.train + fractions.validation;
    const shares = [fractions.train / both, fractions.validation / both];
    const [inner, held] = split(images, rest, shares, random);
    return { train: inner as Int32Array, validation: held as Int32Array, test };
  }
  if (validation.length > 0 && train.length > 0) {
    const held = fractions.test / (fractions.train + fractions.test);
    const [inner, tested] = split(images, placesWithout(images, [partCodes.validation]), [1 - held, held], random);
    return { train: inner as Int32Array, validation, test: tested as Int32Array };
  }
  const every = Int32Array.from(images.labels_N, (_, index) => index);
  const shares = partNames.map((part) => fractions[part]);
  const [inner, held, tested] = split(images, every, shares, random);
  return { train: inner as Int32Array, validation: held as Int32Array, test: tested as Int32Array };
}

function split(images: LabelledImages, places: Int32Array, fractions: readonly number[], random: Random): Int32Array[] {
  const labels_N = places.map((place) => images.labels_N[place] as number);
  return stratifiedSplit(labels_N, fractions, random).map((part) => part.map((index) => places[index] as number));
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

function followEarlier(
  images: LabelledImages,
  fractions: SplitFractions,
  random: Random,
  earlier: readonly SplitDomain[],
): Parts | undefined {
  const { root, index_N } = images.lineage;
  const partOf = new Map<number, Part | 'none'>();
  for (const one of earlier) {
    const { lineage } = one.images;
    if (lineage.root !== root) continue;
    for (const original of lineage.index_N) if (!partOf.has(original)) partOf.set(original, 'none');
    for (const part of partNames) {
      for (const place of one.parts[part]) partOf.set(lineage.index_N[place] as number, part);
    }
  }
  const followed: Record<Part | 'none' | 'unknown', number[]> = {
    train: [],
    validation: [],
    test: [],
    none: [],
    unknown: [],
  };
  index_N.forEach((original, place) => followed[partOf.get(original) ?? 'unknown'].push(place));
  if (followed.unknown.length === images.count) return undefined;
  const others = partsOf(images.subset(followed.unknown), fractions, random);
  const merged = (part: Part): Int32Array =>
    Int32Array.from([...followed[part], ...others[part].map((place) => followed.unknown[place] as number)]).sort();
  return { train: merged('train'), validation: merged('validation'), test: merged('test') };
}
