import { TrunklineError } from '@trunkline/system';
import type { LabelledImages } from './images.ts';
import { quoted, relabelled } from './labelled-images.ts';

type Classes = Pick<LabelledImages, 'dataSet' | 'domain' | 'classNames'>;

/** Throws `TL_CLASSES_DIFFER`, naming the classes that only one of them has. */
export function checkSameClasses(source: Classes, target: Classes): void {
  const [ofSource, ofTarget] = [new Set(source.classNames), new Set(target.classNames)];
  const onlySource = source.classNames.filter((name) => !ofTarget.has(name));
  const onlyTarget = target.classNames.filter((name) => !ofSource.has(name));
  if (onlySource.length > 0 || onlyTarget.length > 0) {
    const told = [
      ...(onlySource.length > 0 ? [`only the source has ${quoted(onlySource)}`] : []),
      ...(onlyTarget.length > 0 ? [`only the target has ${quoted(onlyTarget)}`] : []),
    ];
    throw new TrunklineError(
      'TL_CLASSES_DIFFER',
      `Source ${called(source)} and target ${called(target)} differ in their classes: ${told.join('; ')}.`,
      {
        exitStatus: 2,
        hint: 'Give both the same classes: rename folders or labels, or remove the classes that one side lacks.',
      },
    );
  }
}

const called = ({ dataSet, domain }: Classes): string => (domain === dataSet ? dataSet : `${dataSet}/${domain}`);

/** The target with its labels numbered as the source's classes are. Throws what {@link checkSameClasses} throws. */
export function alignClasses(source: LabelledImages, target: LabelledImages): LabelledImages {
  checkSameClasses(source, target);
  if (source.classNames.every((name, label) => target.classNames[label] === name)) return target;
  const translated = target.classNames.map((name) => source.classNames.indexOf(name));
  return relabelled(
    target,
    target.labels_N.map((label) => translated[label] as number),
    source.classNames,
  );
}
