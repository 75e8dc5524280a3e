import { quoted } from '../images/labelled-images.ts';
import { isSealed, partCodes, type Images, type LabelledImages, type Part } from '../images/images.ts';
import { sealedLabels } from './sealed-labels.ts';
import type { PairSplits, UnlabelledPairSplits } from './split-pair.ts';

/** So many times as many pictures of one class as of another are worth a word. */
const imbalance = 5;
/** A score over so few pictures of a class says nothing of it. */
const few = 5;

/** What is to say of the number of pictures that classes have, as sentences: few of one class, or many more of another. */
export function describeClasses({ labels_N, classNames }: LabelledImages, name: string): readonly string[] {
  const counts = countsOf(labels_N, classNames.length);
  const present = classNames
    .map((one, label) => ({ name: one, count: counts[label] as number }))
    .filter(({ count }) => count > 0);
  const ordered = present.toSorted((a, b) => a.count - b.count);
  const [least, most] = [ordered[0], ordered.at(-1)];
  if (!least || !most) return [];
  const rare = ordered.filter(({ count }) => count <= few);
  return [
    ...(rare.length > 0
      ? [
          `${name} has few pictures of ${listed(rare.map(({ name: one, count }) => `${JSON.stringify(one)} (${count})`))}: what is learnt and scored of ${rare.length === 1 ? 'this class' : 'these classes'} rests on them.`,
        ]
      : []),
    ...(most.count >= imbalance * least.count
      ? [
          `${name} is imbalanced: ${most.count} pictures of ${JSON.stringify(most.name)}, ${least.count} of ${JSON.stringify(least.name)}. Accuracy follows the larger classes: read the macro accuracy, and see training.classWeights.`,
        ]
      : []),
  ];
}

/** Where the test part of a domain comes from that has official parts and none for testing, as a sentence; else nothing. */
export function describeParts(
  { officialParts_N }: Pick<LabelledImages, 'officialParts_N'>,
  name: string,
): readonly string[] {
  const count = (part: Part): number => officialParts_N?.filter((code) => code === partCodes[part]).length ?? 0;
  const [train, validation, test] = [count('train'), count('validation'), count('test')];
  if (validation === 0 || test > 0) return [];
  return [
    `${name} has parts of its own, ${train} pictures for training and ${validation} for validation, and none for testing: its test part is drawn from those for training.`,
  ];
}

/**
 * Which parts of a pair's splits have no picture of a class that their side has, as sentences. It looks at sealed labels,
 * counts, and tells nothing of a picture.
 */
export function describeMissingClasses(
  splits: PairSplits | UnlabelledPairSplits,
  names: { readonly source: string; readonly target: string },
): readonly string[] {
  const { classNames } = splits.sourceTrain;
  const ofSource = { training: splits.sourceTrain, validation: splits.sourceValidation, test: splits.sourceTest };
  const ofTarget = {
    training: splits.targetOracleTrain,
    validation: splits.targetOracleValidation,
    test: splits.targetTest,
  };
  return [...missing(ofSource, names.source, classNames), ...missing(ofTarget, names.target, classNames)];
}

function missing(
  parts: Readonly<Record<string, Images | undefined>>,
  name: string,
  classNames: readonly string[],
): string[] {
  const known = Object.entries(parts).flatMap(([part, images]) => {
    const labels_N = images && labelsOf(images);
    return labels_N ? [{ part, counts: countsOf(labels_N, classNames.length) }] : [];
  });
  const total = classNames.map((_, label) => known.reduce((sum, { counts }) => sum + (counts[label] as number), 0));
  return known.flatMap(({ part, counts }) => {
    const absent = classNames.filter((_, label) => (total[label] as number) > 0 && counts[label] === 0);
    if (absent.length === 0) return [];
    const present = total.filter((count) => count > 0).length;
    const meaning =
      part === 'training'
        ? 'it is not learnt from'
        : `scores there are over ${present - absent.length} of ${present} classes`;
    return [`The ${part} part of ${name} has no picture of ${quoted(absent)}: ${meaning}.`];
  });
}

function labelsOf(images: Images): Int32Array | undefined {
  if (isSealed(images)) return sealedLabels.get(images.sealed)?.labels_N;
  return 'labels_N' in images ? (images as LabelledImages).labels_N : undefined;
}

function countsOf(labels_N: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const label of labels_N) counts[label] = (counts[label] as number) + 1;
  return counts;
}

function listed(words: readonly string[]): string {
  return words.length > 8 ? `${words.slice(0, 8).join(', ')} and ${words.length - 8} more` : words.join(', ');
}
