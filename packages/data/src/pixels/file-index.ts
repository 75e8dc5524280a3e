import { createHash } from 'node:crypto';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { crc32 } from 'node:zlib';
import { cacheFolder, explainFileError, sha256, sha256File, TrunklineError, writeFileAtomic } from '@trunkline/system';
import { mapConcurrently } from './decode.ts';
import { readContent } from './read-content.ts';

/** Content of some files below a folder. */
export interface FileIndex {
  /** SHA-256 over relative paths, sizes and content hashes, in the order given. */
  readonly digest: string;
  /** SHA-256 of each file's content. */
  readonly hashes: readonly string[];
  /** When the first of them was looked at, in milliseconds since 1970. */
  readonly lookedAt: number;
}

/** Called with how many files were looked at. */
export type FileIndexProgress = (progress: {
  readonly done: number;
  readonly total: number;
  readonly note: string;
}) => void;

interface Known {
  readonly stamp: string;
  readonly hash: string;
}

/** A path that needs no quotes in a line of the memory. */
const plain = /^[^"\t\n\r][^\t\n\r]*$/;
const smallFile = 4 * 2 ** 20;

/**
 * Hashes files below `root`. Hashes are remembered by size and times, so that a second look reads no content. A path that
 * leads out of `root` is refused, and so is one that does through a link, unless `followLinks` says otherwise. Throws `TL_PATH_ESCAPES_ROOT`, `TL_FILE_MISSING`.
 */
export async function indexFiles(
  root: string,
  paths: readonly string[],
  onProgress?: FileIndexProgress,
  { followLinks = false }: { readonly followLinks?: boolean } = {},
): Promise<FileIndex> {
  const realRoot = await realpath(root).catch((error: unknown) => {
    throw explainFileError(error, root);
  });
  const memoryPath = cacheFolder('index', `${sha256(realRoot).slice(0, 32)}.tsv`);
  const known = await recall(memoryPath, () =>
    onProgress?.({
      done: 0,
      total: paths.length,
      note: 'The index of these pictures is damaged, or of an earlier version, and is made again.',
    }),
  );
  const checkFolder = followLinks ? () => undefined : folderCheck(realRoot);
  const lookedAt = Date.now();
  const hashes = new Array<string>(paths.length);
  const unread: { readonly place: number; readonly full: string; readonly stamp: string; readonly bytes: bigint }[] =
    [];
  for (const [place, path] of paths.entries()) {
    const full = insideRoot(root, path);
    try {
      checkFolder(dirname(full), path);
      let entry = lstatSync(full, { bigint: true }); // a promise a file would cost more than the look
      if (entry.isSymbolicLink()) {
        if (!followLinks) checkReal(full, realRoot, path);
        entry = statSync(full, { bigint: true });
      }
      const stamp = `${entry.size} ${entry.mtimeNs} ${entry.ctimeNs}`;
      const remembered = known.get(path);
      if (remembered?.stamp === stamp) hashes[place] = remembered.hash;
      else unread.push({ place, full, stamp, bytes: entry.size });
    } catch (error) {
      throw explainFileError(error, full);
    }
    if (place % 2_000 === 1_999) await breathe();
  }
  let done = paths.length - unread.length;
  await mapConcurrently(
    unread,
    async ({ place, full, stamp, bytes }) => {
      const hash = await (bytes <= smallFile ? readContent(full).then(sha256) : sha256File(full)).catch(
        (error: unknown) => {
          throw explainFileError(error, full);
        },
      );
      hashes[place] = hash;
      known.set(paths[place] as string, { stamp, hash });
      done += 1;
      if (done % 1_000 === 0) onProgress?.({ done, total: paths.length, note: 'indexing pictures' });
    },
    16,
  );
  if (unread.length > 0) await remember(memoryPath, known).catch(() => undefined); // only costs the next look some time
  const whole = createHash('sha256');
  paths.forEach((path, place) => {
    const size = known.get(path)?.stamp.split(' ')[0] ?? '';
    whole.update(`${path}\0${size}\0${hashes[place] as string}\n`);
  });
  return { digest: whole.digest('hex'), hashes, lookedAt };
}

/** `path` below `root`, by its text alone. Throws `TL_PATH_ESCAPES_ROOT`. */
export function insideRoot(root: string, path: string): string {
  const base = resolve(root);
  const full = resolve(base, path);
  if (isWithin(base, full) && !path.includes('\0')) return full;
  throw escapes(path, root);
}

function checkReal(path: string, realRoot: string, name: string): void {
  if (!isWithin(realRoot, realpathSync(path))) throw escapes(name, realRoot);
}

/** {@link checkReal} for folders, each looked at once. */
function folderCheck(realRoot: string): (folder: string, name: string) => void {
  const checked = new Set<string>();
  return (folder, name) => {
    if (checked.has(folder)) return;
    checkReal(folder, realRoot, name);
    checked.add(folder);
  };
}

/** Lets timers and signals have their turn. */
async function breathe(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function escapes(path: string, root: string): TrunklineError {
  return new TrunklineError('TL_PATH_ESCAPES_ROOT', `${JSON.stringify(path)} leads out of the data folder ${root}.`, {
    exitStatus: 2,
    hint: 'Give paths below the data folder. A link must stay inside it, unless followLinks: true stands beside the folder.',
  });
}

/** Begins the last line of a memory, and is followed by the CRC-32 of all before. */
const checkMark = '#';

/** What was remembered; nothing where the memory is missing, damaged or of an older version: all is read anew then. */
async function recall(path: string, onDamaged: () => void): Promise<Map<string, Known>> {
  const content = await readFile(path).catch(() => undefined);
  if (!content) return new Map();
  const known = parse(content);
  if (!known) onDamaged();
  return known ?? new Map();
}

function parse(content: Buffer): Map<string, Known> | undefined {
  const end = content.lastIndexOf(10, content.length - 2) + 1;
  if (content.toString('utf8', end) !== checkLine(crc32(content.subarray(0, end)))) return undefined;
  const known = new Map<string, Known>();
  for (const line of content.toString('utf8', 0, end).split('\n')) {
    const [stamp, hash, file] = line.split('\t');
    if (stamp && hash && file) known.set(file.startsWith('"') ? (JSON.parse(file) as string) : file, { stamp, hash });
  }
  return known;
}

function checkLine(check: number): string {
  return `${checkMark}${check.toString(16).padStart(8, '0')}\n`;
}

async function remember(path: string, known: ReadonlyMap<string, Known>): Promise<void> {
  await writeFileAtomic(path, withCheck(chunks(known)));
}

function* withCheck(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  let check = 0;
  for (const part of parts) {
    check = crc32(part, check);
    yield part;
  }
  yield Buffer.from(checkLine(check));
}

function* chunks(known: ReadonlyMap<string, Known>): Generator<Uint8Array> {
  let text = '';
  for (const [file, { stamp, hash }] of known) {
    text += `${stamp}\t${hash}\t${plain.test(file) ? file : JSON.stringify(file)}\n`;
    if (text.length < 1 << 20) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
