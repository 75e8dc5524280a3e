import { open, type FileHandle } from 'node:fs/promises';
import { explainFileError, TrunklineError, writeFileAtomic } from '@trunkline/system';
import {
  elementBytes,
  elementCount,
  elementTypeOf,
  isElementType,
  tensorBytes,
  viewBytes,
  viewElements,
  type ElementArray,
  type ElementType,
  type RawTensor,
} from './raw-tensor.ts';

/** Where one tensor lies in the data section, in bytes. */
export interface SafetensorsEntry {
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** An open safetensors file: the header is read and checked, tensors are read when asked for. */
export interface SafetensorsFile {
  readonly path: string;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** One whole tensor. */
  read(name: string): Promise<RawTensor>;
  /** Rows `[start, start + count)` along the first axis: what a cache larger than memory needs. */
  readRows(name: string, start: number, count: number): Promise<RawTensor>;
  /** Every tensor in one read; the arrays are views of one buffer. */
  readAll(): Promise<Record<string, RawTensor>>;
  close(): Promise<void>;
}

/** All of a safetensors file. */
export interface Safetensors {
  readonly tensors: Record<string, RawTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A tensor to write; `elementType` only where the array's own type does not say it (F16, BF16, BOOL). */
export interface TensorToWrite {
  readonly shape: readonly number[];
  readonly data: ElementArray;
  readonly elementType?: ElementType;
}

/** The format's own limit on its header. */
const longestHeader = 100_000_000;
const retryHint = 'Fetch or convert the file again; `trunkline weights inspect` shows what a good one holds.';

function broken(path: string, what: string, code: `TL_${string}` = 'TL_WEIGHTS_INVALID'): TrunklineError {
  return new TrunklineError(code, `${path} is not a usable safetensors file: ${what}.`, {
    hint: retryHint,
    exitStatus: 2,
  });
}

async function readExactly(handle: FileHandle, path: string, position: number, bytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  let done = 0;
  while (done < bytes) {
    const { bytesRead } = await handle.read(buffer, done, Math.min(bytes - done, 1 << 30), position + done);
    if (bytesRead === 0) {
      throw broken(path, `it ends at byte ${position + done}, ${bytes - done} too early`, 'TL_WEIGHTS_TRUNCATED');
    }
    done += bytesRead;
  }
  return buffer;
}

/**
 * Opens a safetensors file and checks its header: length before it is allocated, every tensor's type, shape and extent
 * against the size of the file, no gap and no overlap. Throws `TL_WEIGHTS_INVALID`, `TL_WEIGHTS_TRUNCATED`,
 * `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw explainFileError(error, path);
  }
  try {
    const size = (await handle.stat()).size;
    if (size < 10) throw broken(path, `it has ${size} bytes, a header alone needs 10`, 'TL_WEIGHTS_TRUNCATED');
    const prefix = await readExactly(handle, path, 0, 8);
    const announced = new DataView(prefix.buffer).getBigUint64(0, true);
    if (announced > BigInt(longestHeader) || announced < 2n) {
      throw broken(path, `its header would be ${announced} bytes long (2 to ${longestHeader} are allowed)`);
    }
    const headerBytes = Number(announced);
    const dataStart = 8 + headerBytes;
    if (dataStart > size) {
      throw broken(path, `its header should end at byte ${dataStart}, the file at ${size}`, 'TL_WEIGHTS_TRUNCATED');
    }
    const text = new TextDecoder().decode(await readExactly(handle, path, 8, headerBytes));
    const { entries, metadata } = parseHeader(path, text, size - dataStart);
    return new OpenSafetensors(path, handle, dataStart, size - dataStart, entries, metadata);
  } catch (error) {
    await handle.close();
    throw explainFileError(error, path);
  }
}

function parseHeader(
  path: string,
  text: string,
  dataBytes: number,
): { entries: Map<string, SafetensorsEntry>; metadata: Record<string, string> } {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw broken(path, 'its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw broken(path, 'its header is not an object');
  }
  const metadata: [string, string][] = [];
  const listed: [string, SafetensorsEntry][] = [];
  for (const [name, value] of Object.entries(header as Record<string, unknown>)) {
    if (name === '__metadata__') {
      if (typeof value !== 'object' || value === null) throw broken(path, 'its metadata is not an object');
      for (const [key, one] of Object.entries(value)) {
        if (typeof one !== 'string') throw broken(path, `its metadata "${key}" is not text`);
        metadata.push([key, one]);
      }
      continue;
    }
    listed.push([name, parseEntry(path, name, value)]);
  }
  listed.sort((one, other) => one[1].start - other[1].start || one[1].end - other[1].end);
  let cursor = 0;
  for (const [name, entry] of listed) {
    if (entry.start !== cursor) {
      throw broken(path, `tensor "${name}" starts at byte ${entry.start} of the data, ${cursor} was expected`);
    }
    cursor = entry.end;
  }
  if (cursor > dataBytes) {
    const what = `its tensors need ${cursor} bytes of data, it has ${dataBytes}`;
    throw broken(path, what, 'TL_WEIGHTS_TRUNCATED');
  }
  if (cursor < dataBytes) throw broken(path, `${dataBytes - cursor} bytes follow its last tensor`);
  return { entries: new Map(listed), metadata: Object.fromEntries(metadata) };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parseEntry(path: string, name: string, value: unknown): SafetensorsEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (!isElementType(dtype)) throw broken(path, `tensor "${name}" has the unknown type ${JSON.stringify(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw broken(path, `tensor "${name}" has no usable shape: ${JSON.stringify(shape)}`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw broken(path, `tensor "${name}" has no usable data_offsets: ${JSON.stringify(offsets)}`);
  }
  const [start, end] = offsets as [number, number];
  const needed = tensorBytes(shape, dtype);
  if (end - start !== needed) {
    throw broken(path, `tensor "${name}" [${shape.join(', ')}] ${dtype} needs ${needed} bytes, it has ${end - start}`);
  }
  return { elementType: dtype, shape, start, end };
}

class OpenSafetensors implements SafetensorsFile {
  readonly path: string;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly #handle: FileHandle;
  readonly #dataStart: number;
  readonly #dataBytes: number;

  constructor(
    path: string,
    handle: FileHandle,
    dataStart: number,
    dataBytes: number,
    entries: ReadonlyMap<string, SafetensorsEntry>,
    metadata: Record<string, string>,
  ) {
    this.path = path;
    this.entries = entries;
    this.metadata = metadata;
    this.#handle = handle;
    this.#dataStart = dataStart;
    this.#dataBytes = dataBytes;
  }

  #entry(name: string): SafetensorsEntry {
    const entry = this.entries.get(name);
    if (entry) return entry;
    const known = [...this.entries.keys()].slice(0, 8).join(', ');
    throw new TrunklineError('TL_TENSOR_MISSING', `${this.path} holds no tensor "${name}"; it holds ${known}, ….`, {
      hint: retryHint,
      exitStatus: 2,
    });
  }

  async read(name: string): Promise<RawTensor> {
    const { elementType, shape, start, end } = this.#entry(name);
    const bytes = await readExactly(this.#handle, this.path, this.#dataStart + start, end - start);
    return { elementType, shape, data: viewElements(bytes, elementType) };
  }

  async readRows(name: string, start: number, count: number): Promise<RawTensor> {
    const entry = this.#entry(name);
    const [rows, ...rest] = entry.shape;
    if (rows === undefined || start < 0 || count < 0 || start + count > rows) {
      throw new RangeError(`Rows ${start} to ${start + count} of "${name}" [${entry.shape.join(', ')}] do not exist.`);
    }
    const rowBytes = elementCount(rest) * elementBytes(entry.elementType);
    const position = this.#dataStart + entry.start + start * rowBytes;
    const bytes = await readExactly(this.#handle, this.path, position, count * rowBytes);
    return {
      elementType: entry.elementType,
      shape: [count, ...rest],
      data: viewElements(bytes, entry.elementType),
    };
  }

  async readAll(): Promise<Record<string, RawTensor>> {
    const all = await readExactly(this.#handle, this.path, this.#dataStart, this.#dataBytes);
    return Object.fromEntries(
      [...this.entries].map(([name, { elementType, shape, start, end }]) => [
        name,
        { elementType, shape, data: viewElements(all.subarray(start, end), elementType) },
      ]),
    );
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/**
 * Reads a whole safetensors file with one read; the arrays are views of that one buffer (no copies). Errors as
 * {@link openSafetensors}.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const file = await openSafetensors(path);
  try {
    return { tensors: await file.readAll(), metadata: file.metadata };
  } finally {
    await file.close();
  }
}

/**
 * Writes a safetensors file atomically and durably. Equal input gives equal bytes: tensors are laid out by falling
 * element size, then by name. Throws `TL_DISK_FULL`, `TL_NO_PERMISSION`; a `RangeError` when a shape and its data differ.
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorToWrite>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeFileAtomic(path, encodeSafetensors(tensors, metadata));
}

/** The chunks of a safetensors file: length, header, then each tensor's bytes as a view. */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorToWrite>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const header = Object.create(null) as Record<string, unknown>; // `__proto__` is a name like any other here
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata;
  const sorted = Object.entries(tensors)
    .map(([name, tensor]) => ({ name, ...tensor, elementType: tensor.elementType ?? elementTypeOf(tensor.data) }))
    .sort(
      (one, other) =>
        elementBytes(other.elementType) - elementBytes(one.elementType) || (one.name < other.name ? -1 : 1),
    );
  let cursor = 0;
  for (const { name, shape, data, elementType } of sorted) {
    if (elementCount(shape) !== data.length || data.BYTES_PER_ELEMENT !== elementBytes(elementType)) {
      throw new RangeError(`Tensor "${name}" [${shape.join(', ')}] ${elementType} was given ${data.length} values.`);
    }
    header[name] = { dtype: elementType, shape, data_offsets: [cursor, cursor + data.byteLength] };
    cursor += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  return [length, padded, ...sorted.map(({ data }) => viewBytes(data))];
}
