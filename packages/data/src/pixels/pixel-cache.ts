import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  read as readCallback,
  readdirSync,
  rmSync,
  statSync,
  writev as writevCallback,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { cacheFolder } from '@trunkline/system';

const readAt = promisify(readCallback);
const writeAt = promisify(writevCallback);

/** Keeps an empty (all zero) record of a sparse file from counting as a picture. */
const checkMask = 0x54_52_4b_31;

/** Most buffers of one write (`IOV_MAX`). */
const mostBuffers = 1024;

/** Most bytes of decoded pictures that one process keeps in memory; the rest is read from disk, 10,000 of 112 px a second. */
const memoryLimit = 32 * 2 ** 20;

/** Decoded pictures of every set of this process, the least recently used first. */
export class PixelMemory {
  readonly #images = new Map<string, Uint8Array>();
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Uint8Array | undefined {
    const found = this.#images.get(key);
    if (!found) return undefined;
    this.#images.delete(key);
    this.#images.set(key, found);
    return found;
  }

  set(key: string, pixels: Uint8Array): void {
    if (pixels.length > this.#limit || this.#images.has(key)) return;
    this.#images.set(key, pixels);
    this.#bytes += pixels.length;
    for (const [oldest, image] of this.#images) {
      if (this.#bytes <= this.#limit) break;
      this.#images.delete(oldest);
      this.#bytes -= image.length;
    }
  }
}

const sharedMemory = new PixelMemory(memoryLimit);

/** Decoded pictures of one set at one size. */
export interface PixelCache {
  get(index: number): Promise<Uint8Array | undefined>;
  /** Keeps pictures by index; a disk that is full or read-only only makes the next process decode again. */
  set(pictures: ReadonlyMap<number, Uint8Array>): Promise<void>;
}

/**
 * The cache of `count` pictures of `bytes` bytes each under `key` (a file name): in memory, shared by all sets of the
 * process and bounded, and on disk as one sparse file of records (pixels, CRC-32) at fixed places. Records of a killed
 * writer fail their CRC; two processes write the same bytes. Sets of more than `largestFile` bytes are not kept on disk.
 */
export function openPixelCache(key: string, count: number, bytes: number, options: PixelCacheOptions = {}): PixelCache {
  const {
    folder = cacheFolder('pixels'),
    largestFile = 8 * 2 ** 30,
    folderLimit = 20 * 2 ** 30,
    memory = sharedMemory,
  } = options;
  const recordBytes = bytes + 4;
  const opened = count * recordBytes <= largestFile ? openFile(folder, `${key}.pixels`, folderLimit) : undefined;
  let broken = false;
  return {
    async get(index) {
      const known = memory.get(`${key}/${index}`);
      if (known) return known;
      if (!opened || broken || opened.kept?.has(index) === false) return undefined;
      const record = new Uint8Array(recordBytes);
      const { bytesRead } = await readAt(opened.file, record, 0, recordBytes, index * recordBytes).catch(() => ({
        bytesRead: 0,
      }));
      if (bytesRead !== recordBytes) return undefined;
      const pixels = record.subarray(0, bytes);
      const check = new DataView(record.buffer).getUint32(bytes, true);
      if ((crc32(pixels) ^ checkMask) >>> 0 !== check) return undefined;
      memory.set(`${key}/${index}`, pixels);
      return pixels;
    },
    async set(pictures) {
      for (const [index, pixels] of pictures) memory.set(`${key}/${index}`, pixels);
      if (!opened) return;
      for (const [first, records] of neighbours(pictures)) {
        if (broken) return;
        const written = await writeAt(opened.file, records.flatMap(withCheck), first * recordBytes).then(
          ({ bytesWritten }) => bytesWritten,
          () => 0,
        );
        if (written !== records.length * recordBytes) broken = true;
        else records.forEach((_, place) => opened.kept?.add(first + place));
      }
    },
  };
}

/** Pictures that lie side by side in the file, at most as many as one write takes, by the index of the first. */
function neighbours(pictures: ReadonlyMap<number, Uint8Array>): Map<number, Uint8Array[]> {
  const runs = new Map<number, Uint8Array[]>();
  let run: Uint8Array[] = [];
  let next = -1;
  for (const [index, pixels] of [...pictures].sort(([a], [b]) => a - b)) {
    if (index !== next || run.length === mostBuffers / 2) runs.set(index, (run = []));
    run.push(pixels);
    next = index + 1;
  }
  return runs;
}

/** A record: the pixels and their CRC-32. */
function withCheck(pixels: Uint8Array): [Uint8Array, Buffer] {
  const check = Buffer.allocUnsafe(4);
  check.writeUInt32LE((crc32(pixels) ^ checkMask) >>> 0);
  return [pixels, check];
}

/** Where and how much the disk part keeps. */
export interface PixelCacheOptions {
  readonly folder?: string;
  readonly largestFile?: number;
  /** When a file is opened, those least recently opened go until the folder holds no more than this. */
  readonly folderLimit?: number;
  /** Default: one of `memoryLimit` for all sets of this process. */
  readonly memory?: PixelMemory;
}

interface OpenFile {
  readonly file: number;
  /** What is in it, where it was empty when this process opened it: the rest is not looked for. */
  readonly kept?: Set<number>;
}

const openFiles = new Map<string, OpenFile>();

function openFile(folder: string, name: string, folderLimit: number): OpenFile | undefined {
  const path = join(folder, name);
  const known = openFiles.get(path);
  if (known !== undefined) return known;
  try {
    mkdirSync(folder, { recursive: true });
    prune(folder, name, folderLimit);
    const file = openSync(path, 'a+');
    closeSync(file);
    const opened = openSync(path, 'r+');
    const { size, mtime } = fstatSync(opened);
    futimesSync(opened, new Date(), mtime);
    const result: OpenFile = { file: opened, ...(size === 0 && { kept: new Set<number>() }) };
    openFiles.set(path, result);
    return result;
  } catch {
    return undefined; // no room or no permission: memory alone
  }
}

function prune(folder: string, kept: string, limit: number): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.pixels') && name !== kept)
    .map((name) => ({ path: join(folder, name), ...pick(join(folder, name)) }))
    .sort((a, b) => a.used - b.used);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of files) {
    if (total <= limit) return;
    rmSync(path, { force: true });
    total -= bytes;
  }
}

function pick(path: string): { readonly used: number; readonly bytes: number } {
  const { atimeMs, mtimeMs, blocks } = statSync(path);
  return { used: Math.max(atimeMs, mtimeMs), bytes: blocks * 512 };
}
