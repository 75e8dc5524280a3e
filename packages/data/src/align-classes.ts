import { TrunklineError } from '@trunkline/system';
import type { LabelledImages } from './images.ts';
import { quoted, relabelled } from './labelled-images.ts';

type Classes = Pick<LabelledImages, 'dataSet' | 'domain' | 'classNames'>;

/** Throws `TL_CLASSES_DIFFER`, naming the classes that only one of them has. */
export function checkSameClasses(source: Classes, target: Classes): void {
  const onlySource = source.classNames.filter((name) => !target.classNames.includes(name));
  const onlyTarget = target.classNames.filter((name) => !source.classNames.includes(name));
  if (onlySource.length > 0 || onlyTarget.length > 0) {
    const told = [
      ...(onlySource.length > 0 ? [`only the source has ${quoted(onlySource)}`] : []),
      ...(onlyTarget.length > 0 ? [`only the target has ${quoted(onlyTarget)}`] : []),
    ];
    throw new TrunklineError(
      'TL_CLASSES_DIFFER',
      `Source ${source.dataSet}/${source.domain} and target ${target.dataSet}/${target.domain} differ in their classes: ${told.join('; ')}.`,
      { exitStatus: 2, hint: 'Give both the same classes: rename folders or labels, or remove the classes that one side lacks.' }, // prettier-ignore
    );
  }
}

/** The target with its labels numbered as the source's classes are. Throws what {@link checkSameClasses} throws. */
export function alignClasses(source: LabelledImages, target: LabelledImages): LabelledImages {
  checkSameClasses(source, target);
  if (source.classNames.every((name, label) => target.classNames[label] === name)) return target;
  const translated = target.classNames.map((name) => source.classNames.indexOf(name));
  return relabelled(target, target.labels_N.map((label) => translated[label] as number), source.classNames); // prettier-ignore
}
