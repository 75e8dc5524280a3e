import { TrunklineError } from '@trunkline/system';
import { composedName, sortClassNames } from '../images/class-names.ts';
import { quoted } from '../images/labelled-images.ts';
import { readKinds } from '../pixels/picture-kinds.ts';
import { findClassFolders, type ClassFolders } from './class-folders.ts';
import { classesRecur, domainsAmong, type FolderDomain } from './domains-among.ts';
import { walkFolder, type FolderTree, type WalkOptions } from './folder-tree.ts';
import { leftOutNote, listKinds } from './left-out.ts';
import { checkFolder } from './missing-folder.ts';
import { checkSomeInEach, notesOfClasses } from './notes-of-classes.ts';

/** Pictures with classes, as a layout of folders or a manifest lists them; paths relative to `root`, with `/`. */
export interface PictureList {
  readonly root: string;
  readonly paths: readonly string[];
  readonly labels_N: Int32Array;
  readonly classNames: readonly string[];
  readonly officialParts_N?: Uint8Array;
  /** What a person should know of it, such as files that were left out: a sentence each. */
  readonly notes?: readonly string[];
  /** Where a table lists each picture. */
  readonly lines?: { readonly file: string; readonly line_N: Int32Array };
}

/** How to read a folder of classes. */
export interface FolderOptions extends WalkOptions {
  /**
   * Whether folders named `train`, `validation`, `test` and the like are parts of the set (see {@link findClassFolders}).
   * With `false` each is a class. Default: `true`.
   */
  readonly parts?: boolean;
}

/**
 * Lists `folder/<class>/**`, or `folder/<part>/<class>/**` and `folder/<class>/<part>/**` with their official parts
 * (`train`, `validation`, `test` and what else people call them); any depth below the class. What is left out, and why,
 * is in `notes`. Class names are in NFC. Throws `TL_DATA_MISSING`, `TL_NO_CLASSES`, `TL_CLASS_EMPTY`,
 * `TL_PARTS_UNCLEAR`, and what {@link walkFolder} throws.
 */
export async function readImageFolder(folder: string, options: FolderOptions = {}): Promise<PictureList> {
  await checkFolder(folder);
  return listClasses(await walkFolder(folder, options), options);
}

/**
 * The domains in a folder (see {@link domainsAmong}), and all its pictures: without a domain where it is a folder of classes.
 * Throws `TL_DATA_MISSING` and what {@link walkFolder} throws.
 */
export async function findDomains(
  folder: string,
  options: FolderOptions = {},
): Promise<{ readonly domains: readonly FolderDomain[]; readonly paths: readonly string[] }> {
  await checkFolder(folder);
  const { paths } = await walkFolder(folder, options);
  return { domains: options.parts === false ? [] : domainsAmong(paths), paths };
}

/** {@link readImageFolder} of a folder that was walked through. */
export function listClasses(tree: FolderTree, { parts = true }: FolderOptions = {}): PictureList {
  const found = findClassFolders(tree, parts);
  const classNames = sortClassNames(new Set(found.folders.map(({ name }) => composedName(name))));
  if (classNames.length === 0) throw noClasses(tree);
  if (classNames.length === 1) refuseWrapped(tree);
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const placed = placeByClass(tree, found, labelOf);
  const labels_N = Int32Array.from(placed, ({ label }) => label);
  const paths = placed.map(({ path }) => path);
  checkSomeInEach(tree, found, classNames, labels_N);
  const outside = tree.paths.length - paths.length;
  const among = found.kind === 'classes' ? domainsAmong(paths) : [];
  const domains = classesRecur(among) ? among.map(({ name }) => name) : [];
  return {
    root: tree.root,
    paths,
    labels_N,
    classNames,
    ...(found.kind === 'parts' ? { officialParts_N: Uint8Array.from(placed, ({ part }) => part) } : {}),
    notes: [
      ...leftOutNote(tree.others),
      ...tree.notes,
      ...(outside > 0
        ? [
            `${outside} ${outside === 1 ? 'picture lies' : 'pictures lie'} in no folder of a class, left out: ${outsideOf(tree.paths, paths)}.`,
          ]
        : []),
      ...found.notes,
      ...(domains.length > 0
        ? [
            `the folder looks like one of ${domains.length} domains, which are taken for classes here. If ${quoted(domains)} are domains, name one of them: layout "domain-folder", domain ${JSON.stringify(domains[0])}.`,
          ]
        : []),
      ...notesOfClasses(found, classNames),
    ],
  };
}

interface Placed {
  readonly path: string;
  readonly label: number;
  readonly part: number;
}

/** The pictures below folders of classes, class by class, in the order of their paths. */
function placeByClass(tree: FolderTree, found: ClassFolders, labelOf: ReadonlyMap<string, number>): readonly Placed[] {
  const places = new Map(
    found.folders.map(({ path, name, part }) => [path, { label: labelOf.get(composedName(name)) as number, part }]),
  );
  const placed: Placed[] = [];
  for (const path of tree.paths) {
    // the folder of a class lies at most three levels down
    for (let end = path.indexOf('/'), depth = 0; end > 0 && depth < 3; end = path.indexOf('/', end + 1), depth++) {
      const place = places.get(path.slice(0, end));
      if (!place) continue;
      placed.push({ path, ...place });
      break;
    }
  }
  return placed.sort((a, b) => a.label - b.label); // stable: paths stay in order within a class
}

function outsideOf(paths: readonly string[], placed: readonly string[]): string {
  const inside = new Set(placed);
  const outside = paths.filter((path) => !inside.has(path));
  return outside.length > 3 ? `${quoted(outside.slice(0, 3))}, …` : quoted(outside);
}

/** Refuses a folder whose only folder holds folders: what was packed is often one folder lower. */
function refuseWrapped({ root, paths, folders }: FolderTree): void {
  const [only, ...others] = folders.filter((one) => !one.includes('/'));
  if (only === undefined || others.length > 0) return;
  const inner = folders.filter((one) => one.startsWith(`${only}/`)).map((one) => one.slice(only.length + 1));
  const isFlat = paths.some((path) => path.split('/').length === 2);
  if (inner.length < 2 || isFlat) return;
  throw new TrunklineError(
    'TL_ONE_CLASS',
    `${root} has one folder only, ${JSON.stringify(only)}, which holds ${quoted(sortClassNames(inner))}.`,
    { exitStatus: 2, hint: `If these are the classes, name ${root}/${only} as the folder.` },
  );
}

function noClasses(tree: FolderTree): TrunklineError {
  const { root, paths } = tree;
  const [why, hint] =
    paths.length > 0
      ? [
          `${root} has pictures right in it (${quoted(paths.slice(0, 1))}) and no folder; each class needs one.`,
          `If ${root} is the folder of one class, name the folder above it; else lay the pictures out as <folder>/<class>/<picture>.jpg.`,
        ]
      : tree.others.size > 0
        ? [
            `${root} has no folder in it, only other files (${listKinds(tree.others)}); each class needs a folder.`,
            'Unpack archives; lay the pictures out as <folder>/<class>/<picture>.jpg.',
          ]
        : [
            `${root} has no folder in it; each class needs one.`,
            'Lay the pictures out as <folder>/<class>/<picture>.jpg.',
          ];
  return new TrunklineError('TL_NO_CLASSES', why, { exitStatus: 2, hint });
}

/**
 * Lists every picture of a folder, at any depth, in one order whatever the file system; what its folders are called means
 * nothing. Throws `TL_DATA_MISSING`, `TL_NO_PICTURES`, and what {@link walkFolder} throws.
 */
export async function readPictureFolder(
  folder: string,
  options: WalkOptions = {},
): Promise<Pick<PictureList, 'root' | 'paths' | 'notes'>> {
  await checkFolder(folder);
  const { paths, others, notes } = await walkFolder(folder, options);
  if (paths.length > 0) return { root: folder, paths, notes: [...leftOutNote(others), ...notes] };
  const instead = others.size > 0 ? `; it has files of other kinds: ${listKinds(others)}` : '';
  throw new TrunklineError('TL_NO_PICTURES', `${folder} has no picture in it${instead}.`, {
    exitStatus: 2,
    hint: `${readKinds} files are taken, in that folder or below.`,
  });
}
