import { TrunklineError } from '@trunkline/system';
import { partCodes } from '../images/images.ts';
import { quoted } from '../images/labelled-images.ts';
import type { FolderTree } from './folder-tree.ts';
import { partOfName, partsOfNames } from './part-names.ts';

/** The folder of a class, or of the part of one. */
export interface ClassFolder {
  /** Relative to the root. */
  readonly path: string;
  /** The class. */
  readonly name: string;
  /** See {@link partCodes}. */
  readonly part: number;
}

/** How the folders of a set are understood. */
export interface ClassFolders {
  /** `parts`: the set comes with parts of its own. */
  readonly kind: 'classes' | 'parts';
  readonly folders: readonly ClassFolder[];
  readonly notes: readonly string[];
}

/** A folder and what lies directly in it. */
interface Level {
  readonly name: string;
  /** Folders in it. */
  readonly inner: readonly string[];
  /** Those of {@link inner} that hold pictures, at any depth. */
  readonly filled: readonly string[];
  /** Pictures right in it. */
  readonly loose: number;
}

/**
 * Which folders are classes. Where the folders of the first level are all named for parts and hold folders (`train/cat`,
 * `val/cat`), or those of the second level are (`cat/train`, `cat/val`), the set has official parts. One folder named for
 * a part among others that are not (`train`, `bus`, `car`) is a class. What could be either is refused. With `parts`
 * false every folder of the first level is a class. Throws `TL_PARTS_UNCLEAR`.
 */
export function findClassFolders(tree: FolderTree, parts: boolean): ClassFolders {
  const levels = levelsOf(tree);
  const found = parts ? (partsAbove(tree, levels) ?? partsBelow(tree, levels)) : undefined;
  if (found) return found;
  const folders = levels.map(({ name }) => ({ path: name, name, part: partCodes.unassigned }));
  return { kind: 'classes', folders, notes: parts ? doubtfulClasses(levels) : [] };
}

function levelsOf({ paths, folders }: FolderTree): readonly Level[] {
  const filled = new Map<string, Set<string>>();
  const loose = new Map<string, number>();
  for (const path of paths) {
    const first = path.indexOf('/');
    const second = path.indexOf('/', first + 1);
    if (first < 0) continue;
    const top = path.slice(0, first);
    if (second < 0) loose.set(top, (loose.get(top) ?? 0) + 1);
    else filled.set(top, (filled.get(top) ?? new Set()).add(path.slice(first + 1, second)));
  }
  return folders
    .filter((folder) => !folder.includes('/'))
    .map((name) => ({
      name,
      inner: folders.filter((one) => one.startsWith(`${name}/`)).map((one) => one.slice(name.length + 1)),
      filled: [...(filled.get(name) ?? [])],
      loose: loose.get(name) ?? 0,
    }));
}

const holdsPictures = ({ filled, loose }: Level): boolean => filled.length > 0 || loose > 0;

/** `part/class`: undefined where the folders of the first level are no parts. */
function partsAbove(tree: FolderTree, levels: readonly Level[]): ClassFolders | undefined {
  if (levels.length < 2) return undefined;
  const codes = partsOfNames(levels.map(({ name }) => name));
  if (!codes) {
    refuseStrangers(tree, levels);
    return undefined;
  }
  const used = levels.filter(holdsPictures);
  const structured = used.filter(({ filled }) => filled.length > 0);
  const flat = used.filter(({ filled }) => filled.length === 0);
  if (structured.length === 0) {
    if (used.length === 0) return undefined; // refused for having no picture
    throw unclear(
      `${tree.root}: ${quoted(levels.map(({ name }) => name))} look like parts of one set, but pictures lie right in them, not in a folder for each class.`,
      'Lay them out as <folder>/<part>/<class>/<picture>.jpg; or, if these are classes, set parts: false beside folder.',
    );
  }
  const folders = levels.flatMap(({ name, inner, filled }, place) => {
    const part = codes[place] as number;
    const doubled =
      inner.length === 1 && filled.length === 1 && (inner[0] === name || partOfName(inner[0] as string) === part);
    if (!doubled) return inner.map((one) => ({ path: `${name}/${one}`, name: one, part }));
    const prefix = `${name}/${inner[0] as string}/`; // as archives are often packed: seg_train/seg_train/<class>
    const classes = new Set(
      tree.paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split('/')),
    );
    return [...new Set([...classes].filter((way) => way.length > 1).map(([one]) => one as string))].map((one) => ({
      path: prefix + one,
      name: one,
      part,
    }));
  });
  return {
    kind: 'parts',
    folders,
    notes: flat.map(
      ({ name, loose }) =>
        `${JSON.stringify(name)} has no folder for a class: its ${loose} pictures have no label and are left out.`,
    ),
  };
}

/** `class/part`: undefined where the folders of the second level are no parts, or all one and the same. */
function partsBelow(tree: FolderTree, levels: readonly Level[]): ClassFolders | undefined {
  const used = levels.filter(holdsPictures);
  const codes = used.map(({ filled, loose }) => (loose > 0 ? undefined : partsOfNames(filled)));
  if (codes.length === 0 || codes.some((one) => one === undefined)) {
    refuseHalfParted(tree, used);
    return undefined;
  }
  if (new Set(codes.flat()).size < 2) return undefined;
  const folders = levels.flatMap((level) => {
    const place = used.indexOf(level);
    if (place < 0) return [{ path: level.name, name: level.name, part: partCodes.unassigned }];
    return level.filled.map((one, at) => ({
      path: `${level.name}/${one}`,
      name: level.name,
      part: codes[place]?.[at] as number,
    }));
  });
  return { kind: 'parts', folders, notes: [] };
}

/** Refuses `train/cat`, `test/cat` and a third folder that is named for no part. */
function refuseStrangers({ root }: FolderTree, levels: readonly Level[]): void {
  const used = levels.filter(holdsPictures);
  const named = used.filter(({ name, filled }) => partOfName(name) !== undefined && filled.length > 0);
  if (new Set(named.map(({ name }) => partOfName(name))).size < 2) return;
  const [first, ...others] = named as [Level, ...Level[]];
  const shared = first.filled.filter((name) => others.some(({ filled }) => filled.includes(name)));
  const strangers = used.filter(({ name }) => partOfName(name) === undefined);
  if (shared.length === 0 || strangers.length === 0) return;
  const names = (list: readonly Level[]): string => quoted(list.map(({ name }) => name));
  throw unclear(
    `${root}: ${names(named)} look like parts of one set (each has ${quoted(shared.slice(0, 3))}), but ${names(strangers)} ${strangers.length === 1 ? 'is' : 'are'} named for no part.`,
    `Name ${names(strangers)} train, validation or test, or move it out of the folder; or name one part as the folder, as ${root}/${first.name}; or, if all are classes, set parts: false beside folder.`,
  );
}

/** Refuses `cat/train`, `cat/test` beside pictures or folders of no part: test pictures would be trained on. */
function refuseHalfParted({ root }: FolderTree, used: readonly Level[]): void {
  const partsIn = ({ filled }: Level): readonly string[] => filled.filter((name) => partOfName(name) !== undefined);
  const parted = used.find((level) => new Set(partsIn(level).map(partOfName)).size > 1);
  if (!parted) return;
  const own = partsIn(parted);
  const strangers = parted.filled.filter((name) => !own.includes(name));
  const unlike = used.find((level) => level.loose > 0 || partsIn(level).length < level.filled.length) ?? parted;
  const beside =
    strangers.length > 0
      ? `${quoted(strangers)} beside them ${strangers.length === 1 ? 'is' : 'are'} named for no part`
      : parted.loose > 0
        ? `${parted.loose} ${parted.loose === 1 ? 'picture lies' : 'pictures lie'} beside them`
        : `${JSON.stringify(unlike.name)} has pictures in no such folder`;
  throw unclear(
    `${root}: ${quoted(own)} in ${JSON.stringify(parted.name)} look like parts of one set, but ${beside}.`,
    'Move every picture into the folder of a part, in all classes; or, if these folders mean nothing, set parts: false beside folder.',
  );
}

/** Says of a class that has the name of a part, and folders in it, that it is taken for a class. */
function doubtfulClasses(levels: readonly Level[]): string[] {
  const doubtful = levels.filter(({ name, filled }) => partOfName(name) !== undefined && filled.length > 1);
  return doubtful.map(
    ({ name, filled }) =>
      `${JSON.stringify(name)} has the name of a part and holds folders (${quoted(filled.slice(0, 3))}), but is taken for a class. If it is a part, name it as the folder; if not, parts: false says so.`,
  );
}

function unclear(message: string, hint: string): TrunklineError {
  return new TrunklineError('TL_PARTS_UNCLEAR', message, { exitStatus: 2, hint });
}
