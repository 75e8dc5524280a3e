import { TrunklineError } from '@trunkline/system';
import { alikeNames, composedName } from './class-names.ts';
import type { LabelledImages } from './images.ts';
import { quoted, relabelled } from './labelled-images.ts';

/**
 * How the classes of a target relate to the source's. `target-subset` is partial domain adaptation (Cao et al. 2018): the
 * target shows some of the source's classes, and which ones nobody tells the method.
 */
export type ClassRelation = 'same' | 'target-subset';

type Classes = Pick<LabelledImages, 'dataSet' | 'domain' | 'classNames'>;
type MaybeClasses = Omit<Classes, 'classNames'> & { readonly classNames: readonly string[] | undefined };

const known = (one: MaybeClasses): one is Classes => one.classNames !== undefined;

/** Throws `TL_CLASSES_DIFFER`, naming the classes that only one of two domains has, where both are known; `second` says which side the other is on. */
export function checkSameClasses(
  source: MaybeClasses,
  other: MaybeClasses,
  second: 'source' | 'target' = 'target',
): void {
  if (!known(source) || !known(other)) return;
  const { onlySource, onlyOther } = differences(source, other);
  if (onlySource.length === 0 && onlyOther.length === 0) return;
  const [one, another] = second === 'target' ? ['the source', 'the target'] : ['the first', 'the second'];
  const told = [
    ...(onlySource.length > 0 ? [`only ${one} has ${quoted(onlySource)}`] : []),
    ...(onlyOther.length > 0 ? [`only ${another} has ${quoted(onlyOther)}`] : []),
  ];
  const partial =
    second === 'target' && onlyOther.length === 0
      ? " If the target shows fewer classes, set classes: 'target-subset'."
      : '';
  throw new TrunklineError(
    'TL_CLASSES_DIFFER',
    `Source ${called(source)} and ${second} ${called(other)} differ in their classes: ${told.join('; ')}.${alike(onlySource, onlyOther)}`,
    {
      exitStatus: 2,
      hint: `Give both the same classes: rename folders or labels, or remove the classes that one side lacks.${partial}`,
    },
  );
}

/** Throws `TL_CLASSES_DIFFER` where the classes of a target, if they are known, do not stand to the source's as `relation` says. */
export function checkClassRelation(source: MaybeClasses, target: MaybeClasses, relation: ClassRelation): void {
  if (!known(source) || !known(target)) return;
  if (relation === 'same') {
    checkSameClasses(source, target);
    return;
  }
  const { onlyOther } = differences(source, target);
  if (onlyOther.length === 0) return;
  throw new TrunklineError(
    'TL_CLASSES_DIFFER',
    `Source ${called(source)} lacks classes of target ${called(target)}: only the target has ${quoted(onlyOther)}.${alike(source.classNames, onlyOther)}`,
    {
      exitStatus: 2,
      hint: "With classes: 'target-subset' every class of the target must be one of the source's: rename or remove the others.",
    },
  );
}

function differences(source: Classes, other: Classes): { onlySource: string[]; onlyOther: string[] } {
  const [ofSource, ofOther] = [source, other].map(({ classNames }) => new Set(classNames.map(composedName)));
  return {
    onlySource: source.classNames.filter((name) => !ofOther?.has(composedName(name))),
    onlyOther: other.classNames.filter((name) => !ofSource?.has(composedName(name))),
  };
}

/** What a person might take for the same class, as further sentences. */
function alike(names: readonly string[], others: readonly string[]): string {
  const pairs = alikeNames(names, others);
  if (pairs.length === 0) return '';
  return ` ${pairs.slice(0, 4).join('; ')}${pairs.length > 4 ? `; and ${pairs.length - 4} more pairs` : ''}.`;
}

const called = ({ dataSet, domain }: Classes): string => (domain === dataSet ? dataSet : `${dataSet}/${domain}`);

/** `other` with its labels numbered as the source's classes are. Throws what {@link checkClassRelation} throws. */
export function alignClasses(
  source: LabelledImages,
  other: LabelledImages,
  relation: ClassRelation = 'same',
): LabelledImages {
  checkClassRelation(source, other, relation);
  const same =
    source.classNames.length === other.classNames.length &&
    source.classNames.every((name, label) => other.classNames[label] === name);
  if (same) return other;
  const composed = source.classNames.map(composedName);
  const translated = other.classNames.map((name) => composed.indexOf(composedName(name)));
  return relabelled(
    other,
    other.labels_N.map((label) => translated[label] as number),
    source.classNames,
  );
}

/** Source domains with their labels numbered as those of the first. Throws `TL_CLASSES_DIFFER`. */
export function alignSources(sources: readonly LabelledImages[]): readonly LabelledImages[] {
  const [first, ...others] = sources;
  if (first === undefined) return [];
  for (const other of others) checkSameClasses(first, other, 'source');
  return [first, ...others.map((other) => alignClasses(first, other))];
}
