import { createRandom, type Random } from '@trunkline/engine/random';
import { TrunklineError } from '@trunkline/system';
import { alignClasses } from '../images/align-classes.ts';
import { partCodes, type Images, type LabelledImages, type Part, type SealedImages } from '../images/images.ts';
import { seal, withoutLabels } from './seal.ts';
import { stratifiedSample, stratifiedSplit } from './splits.ts';

/** What share of a domain goes to which part; they add up to at most 1. */
export type SplitFractions = Readonly<Record<Part, number>>;

/** The parts of a source and a target domain, with only what each may be used for. */
export interface PairSplits {
  readonly sourceTrain: LabelledImages;
  readonly sourceValidation: LabelledImages;
  readonly sourceTest: LabelledImages;
  /** Images only: the labels are not sealed in here, they are absent. */
  readonly targetTrain: Images;
  readonly targetTest: SealedImages;
  /** The images of `targetTrain` with sealed labels: for the oracle. */
  readonly targetOracleTrain: SealedImages;
  readonly targetOracleValidation: SealedImages;
}

/** How to split. */
export interface SplitOptions {
  readonly seed: number;
  /** Default: 0.7, 0.1, 0.2. An official test part is kept as it is, and the rest shared out in proportion. */
  readonly fractions?: SplitFractions;
  /** At most so many images a part, of either domain, classes in proportion. */
  readonly limits?: Partial<Record<Part, number>>;
}

export const defaultFractions: SplitFractions = { train: 0.7, validation: 0.1, test: 0.2 };

type Parts = Readonly<Record<Part, Int32Array>>;
const partNames: readonly Part[] = ['train', 'validation', 'test'];

/**
 * Splits a source and a target domain by seed, class by class. Official parts are respected. When both are the same
 * data, or show the same originals (MNIST and MNIST-M), one split serves both sides, so that nothing a model was trained
 * on is in either test part. Throws `TL_CLASSES_DIFFER`, `TL_SPLIT_INVALID`, `TL_SPLIT_EMPTY`.
 */
export async function splitPair(
  { source, target }: { readonly source: LabelledImages; readonly target: LabelledImages },
  { seed, fractions = defaultFractions, limits = {} }: SplitOptions,
): Promise<PairSplits> {
  const aligned = alignClasses(source, target);
  const random = createRandom(seed).fork('splits');
  const sourceWhole = splitDomain(source, fractions, random.fork('source'));
  const targetWhole =
    followSource(source, sourceWhole, aligned, fractions, random.fork('target')) ??
    splitDomain(aligned, fractions, random.fork('target'));
  const sourceParts = limited(source, sourceWhole, limits, random.fork('limits'));
  const targetParts = limited(aligned, targetWhole, limits, random.fork('limits'));
  const pick = (part: Part): LabelledImages => source.subset(sourceParts[part]);
  const pickTarget = (part: Part): LabelledImages => aligned.subset(targetParts[part]);
  return {
    sourceTrain: pick('train'),
    sourceValidation: pick('validation'),
    sourceTest: pick('test'),
    targetTrain: withoutLabels(pickTarget('train')),
    targetTest: seal(pickTarget('test')),
    targetOracleTrain: seal(pickTarget('train')),
    targetOracleValidation: seal(pickTarget('validation')),
  };
}

function splitDomain(images: LabelledImages, fractions: SplitFractions, random: Random): Parts {
  return checked(images, partsOf(images, fractions, random));
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
  const [inner, held, tested] = split(
    images,
    every,
    partNames.map((part) => fractions[part]),
    random,
  );
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

/**
 * The source's split carried over to a target that is the same data or shows the same originals; what only the target has
 * is split on its own, by its official parts where it has some.
 */
function followSource(
  source: LabelledImages,
  parts: Parts,
  target: LabelledImages,
  fractions: SplitFractions,
  random: Random,
): Parts | undefined {
  if (source.lineage.root !== target.lineage.root) return undefined;
  const partOf = new Map<number, Part | 'none'>(Array.from(source.lineage.index_N, (original) => [original, 'none']));
  for (const part of partNames) {
    for (const place of parts[part]) partOf.set(source.lineage.index_N[place] as number, part);
  }
  const followed: Record<Part | 'none' | 'unknown', number[]> = {
    train: [],
    validation: [],
    test: [],
    none: [],
    unknown: [],
  };
  target.lineage.index_N.forEach((original, place) => followed[partOf.get(original) ?? 'unknown'].push(place));
  if (followed.unknown.length === target.count) return undefined;
  const others = partsOf(target.subset(followed.unknown), fractions, random);
  const merged = (part: Part): Int32Array =>
    Int32Array.from([...followed[part], ...others[part].map((place) => followed.unknown[place] as number)]).sort();
  return checked(target, { train: merged('train'), validation: merged('validation'), test: merged('test') });
}

function limited(images: LabelledImages, parts: Parts, limits: Partial<Record<Part, number>>, random: Random): Parts {
  const limit = (part: Part): Int32Array => {
    const cap = limits[part];
    if (cap === undefined) return parts[part];
    const labels_N = parts[part].map((place) => images.labels_N[place] as number);
    return stratifiedSample(labels_N, cap, random.fork(part)).map((index) => parts[part][index] as number);
  };
  return { train: limit('train'), validation: limit('validation'), test: limit('test') };
}

function checked(images: LabelledImages, parts: Parts): Parts {
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
