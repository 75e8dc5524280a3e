import { TrunklineError } from '@trunkline/system';
import { partCodes } from '../images/images.ts';
import { alikeNames, composedName } from '../images/class-names.ts';
import { quoted } from '../images/labelled-images.ts';
import { readKinds } from '../pixels/picture-kinds.ts';
import type { ClassFolders } from './class-folders.ts';
import type { FolderTree } from './folder-tree.ts';
import { listKinds } from './left-out.ts';

/** What is odd about the names of classes, and about which parts they are in. */
export function notesOfClasses({ kind, folders }: ClassFolders, classNames: readonly string[]): string[] {
  const spellings = new Map<string, Set<string>>();
  for (const { name } of folders) {
    const composed = composedName(name);
    spellings.set(composed, (spellings.get(composed) ?? new Set()).add(name));
  }
  const merged = [...spellings].filter(([, names]) => names.size > 1).map(([name]) => name);
  const untrained =
    kind === 'parts'
      ? classNames.filter(
          (name) => !folders.some((one) => composedName(one.name) === name && one.part === partCodes.train),
        )
      : [];
  return [
    ...(merged.length > 0 ? [`${quoted(merged)}: folders of that name in two Unicode forms are one class.`] : []),
    ...alikeNote(classNames),
    ...(untrained.length > 0 && untrained.length < classNames.length
      ? [`the training part has no folder ${quoted(untrained)}.`]
      : []),
  ];
}

/** The sentence on classes of one set whose names a person would take for the same. */
export function alikeNote(classNames: readonly string[]): string[] {
  const alike = alikeNames(classNames);
  if (alike.length === 0) return [];
  const more = alike.length > 4 ? `; and ${alike.length - 4} more pairs` : '';
  return [`classes that are alike are still different ones: ${alike.slice(0, 4).join('; ')}${more}.`];
}

/** Throws `TL_CLASS_EMPTY` for a class without a picture that is read, saying what its folder holds instead. */
export function checkSomeInEach(
  { root, others }: FolderTree,
  { folders }: ClassFolders,
  classNames: readonly string[],
  labels_N: Int32Array,
): void {
  const filled = new Set(labels_N);
  const empty = classNames.filter((_, label) => !filled.has(label));
  if (empty.length === 0 || classNames.length < 2) return;
  const held = empty.slice(0, 4).map((name) => {
    const own = folders.filter((one) => composedName(one.name) === name).map(({ path }) => path);
    const inside = new Map(
      [...others].filter(([folder]) => own.some((path) => folder === path || folder.startsWith(`${path}/`))),
    );
    return inside.size === 0
      ? `${JSON.stringify(name)} is empty`
      : `${JSON.stringify(name)} holds ${listKinds(inside)}`;
  });
  const isEmpty = held.every((one) => one.endsWith(' is empty'));
  throw new TrunklineError(
    'TL_CLASS_EMPTY',
    `${root} has no picture of ${quoted(empty)} that is read: ${held.join('; ')}.`,
    {
      exitStatus: 2,
      hint: isEmpty
        ? 'Add pictures of it, or remove its folder.'
        : `${readKinds} files are taken. Convert the others to one of these, or remove the folder.`,
    },
  );
}
