import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, stat, utimes, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, takeProcessLock, withLock, writeFileAtomic } from '@trunkline/system';
import { fromHalf, toHalf } from './half-precision.ts';

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

interface SegmentHeader {
  readonly format: 1;
  readonly rowLength: number;
  readonly ids: readonly string[];
}

interface Segment {
  readonly path: string;
  readonly count: number;
  values?: Float32Array | Uint16Array;
  handle?: FileHandle;
}

/** Most rows in one file. */
const segmentRows = 4096;

/** The rows of one key. */
export class ActivationTable {
  readonly rowLength: number;
  readonly folder: string;
  readonly #cache: TableOwner;
  readonly #segments: Segment[] = [];
  readonly #known = new Set<string>();
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
      const header = await readFile(join(this.folder, file), 'utf8')
        .then((text) => JSON.parse(text) as SegmentHeader)
        .catch(() => undefined);
      const path = join(this.folder, file.replace(/json$/, this.#extension));
      const info = await stat(path).catch(() => undefined);
      const whole = header?.format === 1 && header.rowLength === this.rowLength;
      if (!whole || info?.size !== header.ids.length * this.rowLength * this.#valueBytes) continue;
      await utimes(path, new Date(), new Date()).catch(() => undefined);
      this.#add(file, { path, count: header.ids.length }, header.ids);
    }
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

  #add(file: string, segment: Segment, ids: readonly string[]): void {
    this.#known.add(file);
    const index = this.#segments.push(segment) - 1;
    for (const [row, id] of ids.entries()) if (!this.#places.has(id)) this.#places.set(id, { segment: index, row });
  }

  /** Those of `ids` that have no row here. */
  missing(ids: readonly string[]): string[] {
    return ids.filter((id) => !this.#places.has(id));
  }

  /**
   * Makes sure that every id has a row: `compute` yields the rows of the missing ones, in order, in pieces of any whole
   * number of rows. Waits for another process that fills the same key and takes over what it found. `rowsAtOnce` go into
   * one file, which is what an interruption can lose. Default and most: 4096.
   */
  async fill(
    ids: readonly string[],
    compute: (missing: readonly string[]) => AsyncIterable<Float32Array>,
    rowsAtOnce = segmentRows,
  ): Promise<{ computed: number }> {
    if (this.missing(ids).length === 0) return { computed: 0 };
    let computed = 0;
    const onWait = (): void => this.#cache.onNotice('Waiting for another process that computes the same activations.');
    await withLock(
      join(this.folder, 'fill'),
      async () => {
        await this.#scan();
        const missing = this.missing(ids);
        const rows = Math.min(rowsAtOnce, segmentRows);
        for (let start = 0; start < missing.length; start += rows) {
          const part = missing.slice(start, start + rows);
          await this.#write(part, compute(part));
          computed += part.length;
        }
      },
      { onWait },
    );
    await this.#cache.evict(this.folder);
    return { computed };
  }

  async #write(ids: readonly string[], pieces: AsyncIterable<Float32Array>): Promise<void> {
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
          yield new Uint8Array(kept.buffer, kept.byteOffset, kept.byteLength);
        }
        if (written !== ids.length * rowLength)
          throw new Error(`${written / rowLength} rows came for ${ids.length} images.`);
      })(),
    );
    const header: SegmentHeader = { format: 1, rowLength, ids };
    await writeFileAtomic(join(this.folder, `${name}.json`), JSON.stringify(header));
    this.#add(`${name}.json`, { path, count: ids.length, ...(values && { values }) }, ids);
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
            reads.push(readRow(segment, from * this.#valueBytes, row).then(() => put(row, place)));
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
    const length = segment.count * this.rowLength;
    if (!this.#cache.reserve(length * this.#valueBytes)) return;
    const values = this.#room(length);
    const view = new Uint8Array(values.buffer);
    for (let offset = 0; offset < view.length;) {
      const { bytesRead } = await segment.handle.read(view, offset, Math.min(view.length - offset, 1 << 26), offset);
      if (bytesRead === 0) throw new Error(`${segment.path} became shorter while it was read.`);
      offset += bytesRead;
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

async function readRow(segment: Segment, position: number, row: Float32Array | Uint16Array): Promise<void> {
  const view = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
  for (let offset = 0; offset < view.length;) {
    const read = await segment.handle?.read(view, offset, view.length - offset, position + offset);
    if (!read || read.bytesRead === 0) throw new Error(`${segment.path} became shorter while it was read.`);
    offset += read.bytesRead;
  }
}

/** Rows by index: activations, or anything else with a fixed length. */
export interface RowReader {
  readonly count: number;
  readonly rowLength: number;
  /** The rows at these places one after another, in a buffer of the caller's own. */
  gather(indices: ArrayLike<number>): Promise<Float32Array>;
}
