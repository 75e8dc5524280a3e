import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { removeLeftovers, sha256, takeProcessLock, TrunklineError, withLock, writeFileAtomic } from '@trunkline/system';
import { fromHalf, toHalf } from './half-precision.ts';
import { headerOf, readHeader, RowChecks } from './segment-header.ts';

/** How rows are kept, in memory and on disk; they come out as float32 either way. */
export type CachePrecision = 'float32' | 'float16';

/** What an activation depends on. Anything that changes it is in here. */
export interface ActivationKey {
  readonly weights: string;
  readonly trunk: Readonly<Record<string, string | number | boolean>>;
  readonly preprocessing: unknown;
  readonly imageSize: number;
  /** Last layer of the frozen prefix, or `embedding`. */
  readonly cut: string;
  readonly data: string;
  readonly precision: CachePrecision;
  /** How pixels are decoded and scaled: `pixelPolicy` of `@trunkline/data`. */
  readonly pixels: string;
  /** Name, version and device of the engine: another one rounds otherwise. */
  readonly engine: string;
}

/** What a table asks of the cache that it belongs to. */
export interface TableOwner {
  readonly onNotice: (line: string) => void;
  /** Takes memory for a segment, if there is any left. */
  reserve(bytes: number): boolean;
  /** Removes other tables until the limit on the disk holds. */
  evict(keep: string): Promise<void>;
}

interface Segment {
  readonly path: string;
  readonly ids: readonly string[];
  readonly checks: RowChecks;
  /** What its rows were computed for. */
  readonly purpose: string;
  /** Every row was found whole in this process. */
  isWhole: boolean;
  values?: Float32Array | Uint16Array;
  handle?: FileHandle;
}

/** Most rows in one file. */
const segmentRows = 4096;

/** Bytes that are checked at a time. */
const checkedAtOnce = 1 << 24;

/** How {@link ActivationTable.fill} works. */
export interface FillOptions {
  /** Rows that go into one file, which is what an interruption can lose. Default and most: 4096. */
  readonly rowsAtOnce?: number;
  /** What the rows are computed for, so that it can be told later what was: see {@link ActivationTable.madeFor}. */
  readonly purpose?: string;
}

/** The rows of one key. */
export class ActivationTable {
  readonly rowLength: number;
  readonly folder: string;
  readonly #cache: TableOwner;
  readonly #segments: Segment[] = [];
  readonly #known = new Set<string>();
  /** Headers of segments that are to be removed. */
  readonly #damaged = new Set<string>();
  readonly #places = new Map<string, { readonly segment: number; readonly row: number }>();
  readonly #release: () => void;
  readonly #half: boolean;

  private constructor(cache: TableOwner, folder: string, rowLength: number, precision: CachePrecision) {
    this.#half = precision === 'float16';
    this.#release = takeProcessLock(
      join(folder, `in-use-${process.pid}-${randomBytes(4).toString('hex')}.lock`),
      folder,
    );
    this.#cache = cache;
    this.folder = folder;
    this.rowLength = rowLength;
  }

  static async open(
    cache: TableOwner,
    folder: string,
    key: ActivationKey,
    rowLength: number,
  ): Promise<ActivationTable> {
    await mkdir(folder, { recursive: true });
    const table = new ActivationTable(cache, folder, rowLength, key.precision);
    const keyFile = join(folder, 'key.json.txt');
    await access(keyFile, constants.F_OK).catch(() =>
      writeFileAtomic(keyFile, `${JSON.stringify(key, undefined, 2)}\n`),
    );
    await table.#scan();
    return table;
  }

  async #scan(): Promise<void> {
    for (const file of (await readdir(this.folder)).sort()) {
      if (!file.endsWith('.json') || this.#known.has(file)) continue;
      const read = await readHeader(join(this.folder, file), this.#key, this.rowLength, this.#rowBytes);
      if (read.state === 'absent') continue;
      const path = join(this.folder, file.replace(/json$/, this.#extension));
      const info = await stat(path).catch(() => undefined);
      const isLong = read.state === 'whole' && info?.size === read.value.ids.length * this.#rowBytes;
      if (read.state === 'damaged' || !isLong) {
        this.#damaged.add(file);
        continue;
      }
      await utimes(path, new Date(), new Date()).catch(() => undefined);
      this.#add(file, { path, ...read.value, isWhole: false });
    }
  }

  /** Identity of the key, which rows carry in their checks. */
  get #key(): string {
    return basename(this.folder);
  }

  get #rowBytes(): number {
    return this.rowLength * this.#valueBytes;
  }

  get #extension(): string {
    return this.#half ? 'f16' : 'f32';
  }

  get #valueBytes(): number {
    return this.#half ? 2 : 4;
  }

  /** Room for so many values as they are kept. */
  #room(length: number): Float32Array | Uint16Array {
    return this.#half ? new Uint16Array(length) : new Float32Array(length);
  }

  #add(file: string, segment: Segment): void {
    this.#known.add(file);
    const index = this.#segments.push(segment) - 1;
    for (const [row, id] of segment.ids.entries()) {
      if (!this.#places.has(id)) this.#places.set(id, { segment: index, row });
    }
  }

  /** Forgets a segment that is damaged: its rows are missing from now on. */
  #drop(index: number): void {
    const { ids, path } = this.#segments[index] as Segment;
    for (const id of ids) if (this.#places.get(id)?.segment === index) this.#places.delete(id);
    this.#damaged.add(`${basename(path).slice(0, -this.#extension.length)}json`);
  }

  /** Looks at every row of the segments that hold these images, once in a process, and drops those with a damaged row. */
  async #check(ids: readonly string[]): Promise<void> {
    const indices = new Set(ids.flatMap((id) => this.#places.get(id)?.segment ?? []));
    for (const index of indices) {
      const segment = this.#segments[index] as Segment;
      segment.isWhole ||= await isWhole(segment, this.#rowBytes);
      if (!segment.isWhole) this.#drop(index);
    }
  }

  /** Removes what is damaged or was left by a killed process. Only for the holder of the lock. */
  async #clean(): Promise<void> {
    if (this.#damaged.size > 0) {
      this.#cache.onNotice(
        `${this.#damaged.size} files of cached activations in ${this.folder} are damaged; what they held is computed again.`,
      );
    }
    for (const header of this.#damaged) {
      // the header first: rows without one do not exist for anybody
      await rm(join(this.folder, header), { force: true });
      await rm(join(this.folder, header.replace(/json$/, this.#extension)), { force: true });
      this.#known.delete(header);
    }
    this.#damaged.clear();
    const files = new Set(await readdir(this.folder));
    for (const file of files) {
      const header = file.replace(/\.f(32|16)$/, '.json');
      if (header !== file && !files.has(header)) await rm(join(this.folder, file), { force: true });
    }
    await removeLeftovers(this.folder);
  }

  /** Those of `ids` that have no row here. */
  missing(ids: readonly string[]): string[] {
    return ids.filter((id) => !this.#places.has(id));
  }

  /** Rows that were computed for a purpose, by any process. */
  madeFor(purpose: string): number {
    return this.#segments.reduce((sum, { purpose: own, ids }) => sum + (own === purpose ? ids.length : 0), 0);
  }

  /**
   * Makes sure that every id has a whole row: `compute` yields the rows of the missing ones, in order, in pieces of any
   * whole number of rows. Waits for another process that fills the same key and takes over what it found. Damaged rows
   * count as missing, and a notice says so.
   */
  async fill(
    ids: readonly string[],
    compute: (missing: readonly string[]) => AsyncIterable<Float32Array>,
    { rowsAtOnce = segmentRows, purpose = '' }: FillOptions = {},
  ): Promise<{ computed: number }> {
    await this.#check(ids);
    if (this.missing(ids).length === 0) return { computed: 0 };
    let computed = 0;
    const onWait = (): void => this.#cache.onNotice('Waiting for another process that computes the same activations.');
    await withLock(
      join(this.folder, 'fill'),
      async () => {
        await this.#clean();
        await this.#scan();
        await this.#check(ids);
        if (this.#damaged.size > 0) await this.#clean();
        const missing = this.missing(ids);
        const rows = Math.min(rowsAtOnce, segmentRows);
        for (let start = 0; start < missing.length; start += rows) {
          const part = missing.slice(start, start + rows);
          await this.#write(part, compute(part), purpose);
          computed += part.length;
        }
      },
      { onWait },
    );
    await this.#cache.evict(this.folder);
    return { computed };
  }

  async #write(ids: readonly string[], pieces: AsyncIterable<Float32Array>, purpose: string): Promise<void> {
    const checks = new RowChecks(this.#key, ids, this.#rowBytes);
    const bytes = ids.length * this.rowLength * this.#valueBytes;
    const values = this.#cache.reserve(bytes) ? this.#room(ids.length * this.rowLength) : undefined;
    const name = sha256(ids.join('\n')).slice(0, 24);
    const path = join(this.folder, `${name}.${this.#extension}`);
    let written = 0;
    const { rowLength } = this;
    const half = this.#half;
    await writeFileAtomic(
      path,
      (async function* () {
        for await (const piece of pieces) {
          const kept = half ? toHalf(piece) : piece;
          values?.set(kept, written);
          written += kept.length;
          const writtenBytes = new Uint8Array(kept.buffer, kept.byteOffset, kept.byteLength);
          checks.add(writtenBytes);
          yield writtenBytes;
        }
        if (written !== ids.length * rowLength)
          throw new Error(`${written / rowLength} rows came for ${ids.length} images.`);
      })(),
    );
    const header = headerOf({ key: this.#key, rowLength, purpose, ids, checks });
    await writeFileAtomic(join(this.folder, `${name}.json`), JSON.stringify(header));
    this.#add(`${name}.json`, { path, ids, checks, purpose, isWhole: true, ...(values && { values }) });
  }

  /** The rows of these images, in this order; all of them must be here. Loads them into memory as far as that reaches. */
  async reader(ids: readonly string[]): Promise<RowReader> {
    const segment_N = new Int32Array(ids.length);
    const row_N = new Int32Array(ids.length);
    for (const [index, id] of ids.entries()) {
      const place = this.#places.get(id);
      if (!place) throw new Error(`No activation of image '${id}' in ${this.folder}.`);
      segment_N[index] = place.segment;
      row_N[index] = place.row;
    }
    for (const index of new Set(segment_N)) await this.#load(this.#segments[index] as Segment);
    return {
      count: ids.length,
      rowLength: this.rowLength,
      gather: async (indices) => {
        const { rowLength } = this;
        const result = new Float32Array(indices.length * rowLength);
        const put = (row: Float32Array | Uint16Array, place: number): void => {
          if (row instanceof Uint16Array) fromHalf(row, result, place);
          else result.set(row, place);
        };
        const reads: Promise<void>[] = [];
        for (let index = 0; index < indices.length; index++) {
          const at = indices[index] as number;
          const segment = this.#segments[segment_N[at] as number] as Segment;
          const from = (row_N[at] as number) * rowLength;
          const place = index * rowLength;
          if (segment.values) put(segment.values.subarray(from, from + rowLength), place);
          else {
            const row = this.#room(rowLength);
            reads.push(readRow(segment, row_N[at] as number, row).then(() => put(row, place)));
          }
        }
        await Promise.all(reads);
        return result;
      },
    };
  }

  async #load(segment: Segment): Promise<void> {
    if (segment.values || segment.handle) return;
    segment.handle = await open(segment.path, 'r');
    const length = segment.ids.length * this.rowLength;
    if (!this.#cache.reserve(length * this.#valueBytes)) return;
    const values = this.#room(length);
    const view = new Uint8Array(values.buffer);
    for (let offset = 0; offset < view.length;) {
      const { bytesRead } = await segment.handle.read(view, offset, Math.min(view.length - offset, 1 << 26), offset);
      if (bytesRead === 0) throw damagedMeanwhile(segment);
      offset += bytesRead;
    }
    for (const row of segment.ids.keys()) {
      const bytes = view.subarray(row * this.#rowBytes, (row + 1) * this.#rowBytes);
      if (!segment.checks.isWhole(row, bytes)) throw damagedMeanwhile(segment);
    }
    segment.values = values;
    await segment.handle.close();
    delete segment.handle;
  }

  async close(): Promise<void> {
    this.#release();
    for (const segment of this.#segments) {
      await segment.handle?.close();
      delete segment.handle;
    }
  }
}

async function readRow(segment: Segment, at: number, row: Float32Array | Uint16Array): Promise<void> {
  const view = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
  const position = at * view.length;
  for (let offset = 0; offset < view.length;) {
    const read = await segment.handle?.read(view, offset, view.length - offset, position + offset);
    if (!read || read.bytesRead === 0) throw damagedMeanwhile(segment);
    offset += read.bytesRead;
  }
  if (!segment.checks.isWhole(at, view)) throw damagedMeanwhile(segment);
}

/** Whether every row of a file is the one that was written. */
async function isWhole({ path, ids, checks }: Segment, rowBytes: number): Promise<boolean> {
  const atOnce = Math.max(1, Math.floor(checkedAtOnce / rowBytes));
  const buffer = new Uint8Array(Math.min(atOnce, ids.length) * rowBytes);
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return false;
  try {
    for (let first = 0; first < ids.length; first += atOnce) {
      const rows = Math.min(atOnce, ids.length - first);
      const { bytesRead } = await file.read(buffer, 0, rows * rowBytes, first * rowBytes);
      if (bytesRead !== rows * rowBytes) return false;
      for (let row = 0; row < rows; row++) {
        if (!checks.isWhole(first + row, buffer.subarray(row * rowBytes, (row + 1) * rowBytes))) return false;
      }
    }
    return true;
  } finally {
    await file.close();
  }
}

function damagedMeanwhile({ path }: Segment): TrunklineError {
  return new TrunklineError(
    'TL_CACHE_DAMAGED',
    `The cached activations in ${path} were damaged while they were read.`,
    {
      hint: 'Run the same command again with --resume: they are computed again. Check the disk when it happens again.',
    },
  );
}

/** Rows by index: activations, or anything else with a fixed length. */
export interface RowReader {
  readonly count: number;
  readonly rowLength: number;
  /** The rows at these places one after another, in a buffer of the caller's own. */
  gather(indices: ArrayLike<number>): Promise<Float32Array>;
}
