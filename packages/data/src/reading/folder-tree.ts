import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { explainFileError, TrunklineError } from '@trunkline/system';
import { quoted } from '../images/labelled-images.ts';
import { extensionOf, isPictureName } from '../pixels/picture-kinds.ts';
import { isHidden, isMachineFile, isMachineFolder } from './leftovers.ts';
import { refuseName } from './unreadable-name.ts';

/** How to walk through a folder. */
export interface WalkOptions {
  /** Follow links that lead out of the folder too. Default: they are refused. */
  readonly followLinks?: boolean;
  /** What to do about names that are no UTF-8. Default: `error`. */
  readonly onCorrupt?: 'error' | 'skip';
}

/** What is in a folder, at any depth; paths relative to it, with `/`. */
export interface FolderTree {
  readonly root: string;
  /** Pictures, sorted by code unit, so that the order does not depend on the disk. */
  readonly paths: readonly string[];
  /** Folders of the first two levels, sorted, those without pictures included. */
  readonly folders: readonly string[];
  /** How many files of other kinds there are in each folder, by their ending (`.bmp`; empty for none). */
  readonly others: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** What a person should know besides {@link others}. */
  readonly notes: readonly string[];
}

/** What Node shows for bytes that are no UTF-8. */
const unreadable = '\uFFFD';

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  readonly options: WalkOptions;
  readonly paths: string[];
  readonly folders: string[];
  readonly others: Map<string, Map<string, number>>;
  /** Links to folders that wait until all real folders have been walked through. */
  readonly links: { readonly path: string; readonly real: string; readonly above: readonly string[] }[];
  /** Real paths of the folders walked through, and by which path. */
  readonly walked: Map<string, string>;
  /** Real paths of pictures that were reached through links. */
  readonly linked: Map<string, string>;
  readonly machines: Map<string, number>;
  readonly broken: string[];
  readonly looping: string[];
  readonly misnamed: string[];
  /** Links to what is listed by another path of the same folder. */
  readonly doubles: Set<string>;
}

/**
 * Lists a folder. Hidden names and what machines leave behind are left out; links inside of the folder are followed, each
 * folder and picture is listed once, and loops end. Throws `TL_PATH_ESCAPES_ROOT` for a link that leads out,
 * `TL_NAME_NOT_UTF8`, and what reading folders throws.
 */
export async function walkFolder(root: string, options: WalkOptions = {}): Promise<FolderTree> {
  const realRoot = await realpath(root).catch((error: unknown) => {
    throw explainFileError(error, root);
  });
  const walk: Walk = {
    ...{ root, realRoot, options, paths: [], folders: [], others: new Map(), links: [], walked: new Map() },
    ...{ linked: new Map(), machines: new Map(), broken: [], looping: [], misnamed: [], doubles: new Set() },
  };
  await walkInto(walk, '', realRoot, []);
  for (let place = 0; place < walk.links.length; place++) {
    const { path, real, above } = walk.links[place] as Walk['links'][number];
    if (above.includes(real)) walk.looping.push(path);
    else if (walk.walked.has(real)) walk.linked.set(path, real);
    else await walkInto(walk, path, real, above);
  }
  const { folders, others } = walk;
  const paths = withoutDoubles(walk).sort();
  return { root, paths, folders: folders.sort(), others, notes: notesOf(walk) };
}

async function walkInto(walk: Walk, path: string, real: string, above: readonly string[]): Promise<void> {
  walk.walked.set(real, path);
  const folder = join(walk.root, path);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1)); // of links to one folder the first counts, on any disk
  if (path !== '' && path.split('/').length <= 2) walk.folders.push(path);
  const chain = [...above, real];
  const throughLink = real !== join(walk.realRoot, path);
  for (const entry of entries) {
    const { name } = entry;
    if (isHidden(name)) continue;
    const child = path === '' ? name : `${path}/${name}`;
    const isLink = entry.isSymbolicLink();
    const kind = isLink ? await kindOfLink(walk, name, child) : kindOf(entry);
    if (kind === 'folder') {
      if (isMachineFolder(name)) walk.machines.set(name, (walk.machines.get(name) ?? 0) + 1);
      else if (name.includes(unreadable) && (await isMisnamed(walk, folder, name, child))) continue;
      else if (isLink) walk.links.push({ path: child, real: await realpath(join(folder, name)), above: chain });
      else await walkInto(walk, child, join(real, name), chain);
    } else if (kind === 'file' && !isMachineFile(name)) {
      if (!isPictureName(name)) count(walk.others, path, extensionOf(name));
      else if (name.includes(unreadable) && (await isMisnamed(walk, folder, name, child))) continue;
      else {
        walk.paths.push(child);
        if (isLink) walk.linked.set(child, await realpath(join(folder, name)));
        else if (throughLink) walk.linked.set(child, join(real, name));
      }
    }
  }
}

function kindOf(entry: Dirent): 'folder' | 'file' | undefined {
  return entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined;
}

async function kindOfLink(walk: Walk, name: string, path: string): Promise<'folder' | 'file' | undefined> {
  const full = join(walk.root, path);
  const target = await stat(full).catch(() => undefined);
  if (!target) {
    walk.broken.push(path);
    return undefined;
  }
  const kind = target.isDirectory() ? 'folder' : target.isFile() ? 'file' : undefined;
  if (walk.options.followLinks || (kind === 'file' && !isPictureName(name))) return kind;
  if (kind === 'folder' && isMachineFolder(name)) return kind;
  const real = await realpath(full);
  const way = relative(walk.realRoot, real);
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return kind;
  throw new TrunklineError(
    'TL_PATH_ESCAPES_ROOT',
    `${JSON.stringify(path)} is a link that leads out of the data folder ${walk.root}, to ${real}.`,
    {
      exitStatus: 2,
      hint: 'Set followLinks: true beside folder if what is there belongs to the data; or put it into the data folder, or remove the link.',
    },
  );
}

/** Whether a name is no UTF-8, and left out; throws where it must not be. */
async function isMisnamed(walk: Walk, folder: string, name: string, path: string): Promise<boolean> {
  const refusal = await refuseName(folder, name);
  if (refusal === undefined) return false;
  if (walk.options.onCorrupt !== 'skip') throw refusal;
  walk.misnamed.push(path);
  return true;
}

function count(others: Map<string, Map<string, number>>, folder: string, extension: string): void {
  const counts = others.get(folder) ?? new Map<string, number>();
  others.set(folder, counts);
  counts.set(extension, (counts.get(extension) ?? 0) + 1);
}

/** The pictures, of which those that links show again in the same folder of the first level are listed once. */
function withoutDoubles({ root, realRoot, paths, linked, walked, doubles }: Walk): string[] {
  if (linked.size === 0) return paths;
  const top = (path: string): string => path.split('/', 1)[0] as string;
  const refuse = (one: string, other: string): TrunklineError =>
    new TrunklineError(
      'TL_FILE_TWICE',
      `${JSON.stringify(one)} and ${JSON.stringify(other)} in ${root} are one and the same: a link leads from the one to the other.`,
      {
        exitStatus: 2,
        hint: 'Remove that link, or the folder or file that it leads to: one picture cannot be of two classes, nor be listed twice.',
      },
    );
  const first = new Map<string, string>();
  for (const path of paths) if (!linked.has(path)) first.set(join(realRoot, path), path);
  for (const [path, real] of [...linked].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const other = walked.get(real) ?? first.get(real);
    if (other !== undefined && top(other) !== top(path)) throw refuse(path, other);
    if (other !== undefined) doubles.add(path);
    else first.set(real, path);
  }
  return paths.filter((path) => !doubles.has(path));
}

function notesOf({ machines, broken, looping, misnamed, doubles }: Walk): string[] {
  const several = (names: readonly string[], one: string, many: string): string =>
    names.length === 1 ? `${quoted(names)} ${one}` : `${quoted([...names].sort())} ${many}`;
  return [
    ...(machines.size > 0
      ? [
          `folders that machines make are left out: ${[...machines]
            .sort()
            .map(([name, times]) => `${JSON.stringify(name)}${times > 1 ? ` (${times} times)` : ''}`)
            .join(', ')}.`,
        ]
      : []),
    ...(broken.length > 0 ? [`${several(broken, 'is a link', 'are links')} to nothing, left out.`] : []),
    ...(looping.length > 0 ? [`${several(looping, 'is a link', 'are links')} back to a folder above, left out.`] : []),
    ...(doubles.size > 0
      ? [`${several([...doubles], 'is a link', 'are links')} to what the folder has besides, listed once.`]
      : []),
    ...(misnamed.length > 0
      ? [
          `${misnamed.length} ${misnamed.length === 1 ? 'name is' : 'names are'} no UTF-8 and left out: ${quoted(misnamed)}.`,
        ]
      : []),
  ];
}
