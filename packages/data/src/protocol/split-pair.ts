import { createRandom, TrunklineError } from '@trunkline/system';
import { alignClasses, alignSources, type ClassRelation } from '../images/align-classes.ts';
import { isLabelled, type Images, type LabelledImages, type Part, type SealedImages } from '../images/images.ts';
import { joinImages } from '../images/join-images.ts';
import { groupImages } from './content-groups.ts';
import { sampleLabels, type LabelAmount } from './label-sample.ts';
import { seal, withoutLabels } from './seal.ts';
import {
  limitParts,
  splitDomain,
  type GroupedDomain,
  type Parts,
  type SplitDomain,
  type SplitFractions,
} from './split-domain.ts';

/** The domains of a pair: what is learnt from, one or several, and what it should work on. */
export interface PairDomains<Target extends Images = LabelledImages> {
  readonly sources: readonly LabelledImages[];
  readonly target: Target;
}

interface SourceSplits {
  readonly sourceTrain: LabelledImages;
  readonly sourceValidation: LabelledImages;
  readonly sourceTest: LabelledImages;
}

/** The parts of the source domains (joined, see `joinImages`) and a target domain, with only what each may be used for. */
export interface PairSplits extends SourceSplits {
  /** Images only: the labels are not sealed in here, they are absent. */
  readonly targetTrain: Images;
  /** With `labelledTarget`: the target training images whose labels may be seen; {@link targetTrain} is without them. */
  readonly targetLabelled?: LabelledImages;
  readonly targetTest: SealedImages;
  /** All target training images with sealed labels: for the oracle. */
  readonly targetOracleTrain: SealedImages;
  readonly targetOracleValidation: SealedImages;
}

/**
 * The parts where nobody knows the target's classes. There is no score to keep honest, so the target is not divided:
 * every image may be trained on, but for those that a source holds out, and is looked at afterwards.
 */
export interface UnlabelledPairSplits extends SourceSplits {
  readonly targetTrain: Images;
  readonly targetLabelled?: never;
  readonly targetTest: Images;
  readonly targetOracleTrain?: never;
  readonly targetOracleValidation?: never;
}

/** How to split. */
export interface SplitOptions {
  readonly seed: number;
  /** Default: 0.7, 0.1, 0.2. An official test part is kept as it is, and the rest shared out in proportion. */
  readonly fractions?: SplitFractions;
  /** At most so many images a part, of each domain, classes in proportion. */
  readonly limits?: Partial<Record<Part, number>>;
  /** Default: the target has the source's classes. */
  readonly classes?: ClassRelation;
  /** Which of the source training images keep their label; the others are left out. Default: all. */
  readonly sourceLabels?: LabelAmount;
  /** So many target training images of each class whose labels may be seen. Default: none. */
  readonly labelledTarget?: number;
}

export const defaultFractions: SplitFractions = { train: 0.7, validation: 0.1, test: 0.2 };

/**
 * Splits source domains and a target domain by seed, class by class. Official parts are respected. Images of equal
 * content, whatever their names, in one domain or in several, and images that show the same originals (MNIST and MNIST-M)
 * come into one part, so that nothing a model was trained on is in a test part; see `groupImages` and `splitDomain`. How a source is split does not depend on the sources beside it, unless they share
 * originals. Throws `TL_CLASSES_DIFFER`, `TL_SPLIT_INVALID`, `TL_SPLIT_EMPTY`.
 */
export async function splitPair(domains: PairDomains, options: SplitOptions): Promise<PairSplits>;
export async function splitPair(
  domains: PairDomains<Images>,
  options: SplitOptions,
): Promise<PairSplits | UnlabelledPairSplits>;
export async function splitPair(
  { sources, target }: PairDomains<Images>,
  options: SplitOptions,
): Promise<PairSplits | UnlabelledPairSplits> {
  const { fractions = defaultFractions, limits = {}, sourceLabels } = options;
  const random = createRandom(options.seed).fork('splits');
  const groups = groupImages([...sources, target]);
  const ofTarget = groups.pop() as Int32Array;
  const split: SplitDomain[] = [];
  for (const [place, images] of alignSources(sources).entries()) {
    const domain = { images, groups_N: groups[place] as Int32Array };
    split.push({ ...domain, parts: splitDomain(domain, fractions, random.fork('source'), split) });
  }
  const limited = split.map((domain) => limitParts(domain, limits, random.fork('limits')));
  const pick = (part: Part): LabelledImages =>
    joinImages(
      split.map((domain, place) => {
        const images = domain.images.subset((limited[place] as Parts)[part]);
        if (part !== 'train' || sourceLabels === undefined) return images;
        return images.subset(sampleLabels(images.labels_N, sourceLabels, random.fork('labels')));
      }),
    );
  const parts = { sourceTrain: pick('train'), sourceValidation: pick('validation'), sourceTest: pick('test') };
  return isLabelled(target)
    ? { ...parts, ...splitTarget({ images: target, groups_N: ofTarget }, split, options) }
    : { ...parts, ...undivided({ images: target, groups_N: ofTarget }, split, options) };
}

function splitTarget(
  { images: target, groups_N }: GroupedDomain,
  sources: readonly SplitDomain[],
  options: SplitOptions,
): Omit<PairSplits, keyof SourceSplits> {
  const { seed, fractions = defaultFractions, limits = {}, classes = 'same', labelledTarget } = options;
  const random = createRandom(seed).fork('splits');
  const images = alignClasses((sources[0] as SplitDomain).images, target, classes);
  const parts = splitDomain({ images, groups_N }, fractions, random.fork('target'), sources);
  const { train, validation, test } = limitParts({ images, parts }, limits, random.fork('limits'));
  const whole = images.subset(train);
  const known =
    labelledTarget === undefined
      ? undefined
      : new Set(sampleLabels(whole.labels_N, { perClass: labelledTarget }, random.fork('labelled target')));
  const sealed = {
    targetTest: seal(images.subset(test)),
    targetOracleTrain: seal(whole),
    targetOracleValidation: seal(images.subset(validation)),
  };
  if (known === undefined) return { targetTrain: withoutLabels(whole), ...sealed };
  const rest = Int32Array.from(train.keys()).filter((place) => !known.has(place));
  if (rest.length === 0) {
    throw new TrunklineError(
      'TL_SPLIT_EMPTY',
      `With ${labelledTarget} labels a class, none of the ${whole.count} training images of ${target.dataSet}/${target.domain} is left without one.`,
      { exitStatus: 2, hint: 'Ask for fewer labelled target images a class, or use more images.' },
    );
  }
  return { targetTrain: withoutLabels(whole.subset(rest)), targetLabelled: whole.subset([...known]), ...sealed };
}

function undivided(
  { images: target, groups_N }: { readonly images: Images; readonly groups_N: Int32Array },
  sources: readonly SplitDomain[],
  { seed, limits = {}, labelledTarget }: SplitOptions,
): Omit<UnlabelledPairSplits, keyof SourceSplits> {
  if (labelledTarget !== undefined) {
    throw new TrunklineError(
      'TL_SPLIT_INVALID',
      `${labelledTarget} labelled images a class are wanted of ${target.dataSet}/${target.domain}, which has no labels.`,
      { exitStatus: 2, hint: 'Leave `labelled` out, or give the target as a folder a class.' },
    );
  }
  const order = createRandom(seed).fork('splits').fork('target').permutation(target.count);
  const some = (part: Part, from: Int32Array): Images => {
    const chosen = from.subarray(0, limits[part] ?? from.length).slice();
    return withoutLabels(chosen.length === target.count ? target : target.subset(chosen.sort()));
  };
  const held = new Set(
    sources.flatMap(({ groups_N: own, parts }) =>
      [...parts.validation, ...parts.test].map((place) => own[place] as number),
    ),
  );
  const free = order.filter((place) => !held.has(groups_N[place] as number));
  if (free.length === 0) {
    throw new TrunklineError(
      'TL_SPLIT_EMPTY',
      `No picture of ${target.dataSet}/${target.domain} can be trained on: each is also in a validation or test part of the source.`,
      { exitStatus: 2, hint: 'Give a target that has pictures of its own.' },
    );
  }
  return { targetTrain: some('train', free), targetTest: some('test', order) };
}
