import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, lockHolder, sha256, withLock, writeFileAtomic } from '@trunkline/system';
import { ActivationTable, type ActivationKey } from './activation-table.ts';
import { segmentFormat } from './segment-header.ts';

/** How an {@link ActivationCache} behaves. */
export interface ActivationCacheOptions {
  /** Default: `activations` in the user's cache. */
  readonly folder?: string;
  /** Bytes on disk; what was used least recently is removed beyond it. Default: `TRUNKLINE_ACTIVATIONS_GIB`, else 20 GiB. */
  readonly limitBytes?: number;
  /** Bytes kept in memory; the rest is read from disk row by row. Default: 128 MiB. */
  readonly memoryBytes?: number;
  readonly onNotice?: (line: string) => void;
  /** The folder goes when the cache is closed. Default: false. */
  readonly isTemporary?: boolean;
}

const gibibyte = 1024 ** 3;

/**
 * Activations of frozen layers on disk, shared by seeds, methods, invocations and processes. A key is a folder of
 * immutable segments (`.f32` or `.f16` rows, and a `.json` header with the images' ids and a check of each row, written last:
 * a segment without its header does not exist). Damaged rows are computed again. Not for use by two callers of one table at once.
 */
export class ActivationCache {
  readonly folder: string;
  readonly limitBytes: number;
  readonly onNotice: (line: string) => void;
  readonly #isTemporary: boolean;
  #memoryLeft: number;
  readonly #tables = new Map<string, Promise<ActivationTable>>();

  constructor(options: ActivationCacheOptions = {}) {
    const setting = Number(process.env['TRUNKLINE_ACTIVATIONS_GIB']);
    this.folder = options.folder ?? cacheFolder('activations');
    this.limitBytes = options.limitBytes ?? (setting > 0 ? setting : 20) * gibibyte;
    this.#memoryLeft = options.memoryBytes ?? gibibyte / 8;
    this.onNotice = options.onNotice ?? (() => undefined);
    this.#isTemporary = options.isTemporary ?? false;
  }

  /** The table of a key; one object for each key of this cache. */
  async open(key: ActivationKey, rowLength: number): Promise<ActivationTable> {
    const name = sha256(JSON.stringify([segmentFormat, key])).slice(0, 40);
    let table = this.#tables.get(name);
    if (!table) {
      table = ActivationTable.open(this, join(this.folder, name), key, rowLength);
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Takes memory for a segment, if there is any left. */
  reserve(bytes: number): boolean {
    if (bytes > this.#memoryLeft) return false;
    this.#memoryLeft -= bytes;
    return true;
  }

  /** Removes the keys used least recently until the limit holds; `keep` stays. */
  async evict(keep: string): Promise<void> {
    await withLock(join(this.folder, 'eviction'), async () => {
      const names = await readdir(this.folder, { withFileTypes: true });
      const keys: { path: string; bytes: number; used: number }[] = [];
      for (const entry of names) {
        if (!entry.isDirectory() || entry.name.endsWith('.lock')) continue;
        const path = join(this.folder, entry.name);
        keys.push({ path, ...(await sizeAndUse(path)) });
      }
      let total = keys.reduce((sum, key) => sum + key.bytes, 0);
      for (const key of keys.sort((first, second) => first.used - second.used)) {
        if (total <= this.limitBytes) break;
        if (key.path === keep || (await isInUse(key.path))) continue;
        // headers first: a segment without one does not exist for anybody
        for (const file of await readdir(key.path))
          if (file.endsWith('.json')) await rm(join(key.path, file), { force: true });
        await rm(key.path, { recursive: true, force: true });
        total -= key.bytes;
      }
    });
  }

  /** Lets go of open files. */
  async close(): Promise<void> {
    for (const table of this.#tables.values()) await (await table).close();
    this.#tables.clear();
    if (this.#isTemporary) await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Opens the user's cache of activations. Where it cannot be written to (read-only, full, a file in its place) they are kept
 * in a temporary folder that goes when this cache is closed, and a notice says so.
 */
export async function openActivations(options: ActivationCacheOptions = {}): Promise<ActivationCache> {
  const cache = new ActivationCache(options);
  const problem = await writingProblem(cache.folder);
  if (problem === undefined) return cache;
  const temporary = await mkdtemp(join(tmpdir(), 'trunkline-activations-'));
  cache.onNotice(
    `${problem} What frozen layers compute is not cached but kept in ${temporary} until this ends. Set TRUNKLINE_CACHE to a folder that you may write to.`,
  );
  return new ActivationCache({ ...options, folder: temporary, isTemporary: true });
}

/** Why nothing can be written into a folder, in words; `undefined` where it can. */
async function writingProblem(folder: string): Promise<string | undefined> {
  const probe = join(folder, `.probe.${process.pid}.tmp`);
  try {
    await writeFileAtomic(probe, 'x');
    await rm(probe);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a process, this one or another, has the table open or fills it. */
async function isInUse(folder: string): Promise<boolean> {
  const files = await readdir(folder).catch(() => []);
  return files.some((file) => file.endsWith('.lock') && lockHolder(join(folder, file)) !== undefined);
}

async function sizeAndUse(folder: string): Promise<{ bytes: number; used: number }> {
  let bytes = 0;
  let used = 0;
  for (const file of await readdir(folder).catch(() => [])) {
    const info = await stat(join(folder, file)).catch(() => undefined);
    if (!info) continue;
    bytes += info.size;
    used = Math.max(used, info.mtimeMs);
  }
  return { bytes, used };
}
