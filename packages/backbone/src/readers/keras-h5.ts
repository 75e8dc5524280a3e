import { open } from 'node:fs/promises';
import { explainFileError, TrunklineError } from '@trunkline/system';
import type { Dataset, Group } from 'h5wasm/node';
import { hdf5End } from './hdf5-end.ts';
import { kerasLayers, namedLayers, type KerasLayer } from './keras-layers.ts';
import { elementCount, type RawTensor } from './raw-tensor.ts';

type H5 = typeof import('h5wasm/node');
type H5Module = Awaited<H5['ready']>;

/** Compressed data may be larger than its file, but a trunk never is larger than this. */
const largestTensorBytes = 2 ** 31;
const deepestGroup = 64;

/** The tensors of a Keras file, and its layers in order where it lists them. */
export interface KerasFile {
  readonly tensors: Record<string, RawTensor>;
  readonly layers: readonly KerasLayer[] | undefined;
}

/**
 * The float datasets of a Keras HDF5 file (`.h5`, `.weights.h5`) by their path without the leading slash: float32, float64
 * and float16 as they are. Throws `TL_WEIGHTS_INVALID`, `TL_WEIGHTS_TRUNCATED`, `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function readKerasH5(path: string): Promise<KerasFile> {
  const broken = (what: string, cause?: unknown, code: `TL_${string}` = 'TL_WEIGHTS_INVALID'): TrunklineError =>
    new TrunklineError(code, `${path} is not a usable Keras HDF5 file: ${what}.`, {
      hint: 'Fetch the file again.',
      exitStatus: 2,
      cause,
    });
  const { size, end } = await extent(path);
  if (end !== undefined && size < end) {
    throw broken(`it was cut off: it has ${size} of its ${end} bytes`, undefined, 'TL_WEIGHTS_TRUNCATED');
  }
  const h5 = await import('h5wasm/node');
  const module = await h5.ready;
  const tensors: [string, RawTensor][] = [];
  let layers: readonly KerasLayer[] | undefined;
  let file: InstanceType<typeof h5.File> | undefined;
  try {
    module.activate_throwing_error_handler(); // else the library prints its error stack
    file = new h5.File(path, 'r');
    const walk = (group: InstanceType<typeof h5.Group>, depth: number): void => {
      if (depth > deepestGroup) throw new Error(`its groups are more than ${deepestGroup} deep`);
      for (const key of group.keys()) {
        const item = group.get(key);
        if (item instanceof h5.Group) walk(item, depth + 1);
        if (!(item instanceof h5.Dataset)) continue;
        const tensor = readDataset(item, module);
        if (tensor) tensors.push([item.path.replace(/^\//, ''), tensor]);
      }
    };
    walk(file, 0);
    const inner = file.keys().includes('model_weights') ? file.get('model_weights') : undefined;
    layers = listedLayers(file, inner instanceof h5.Group ? inner : file);
  } catch (error) {
    const said = firstLine(error);
    if (!/plugin|filter/i.test(said)) throw broken(said, error);
    throw new TrunklineError('TL_WEIGHTS_INVALID', `${path} is compressed in a way that is not read here; gzip is.`, {
      hint: 'Save it again without compression, or with gzip (h5py: compression="gzip").',
      exitStatus: 2,
      cause: error,
    });
  } finally {
    close(file);
  }
  if (tensors.length === 0) throw broken('it holds no float datasets');
  return { tensors: Object.fromEntries(tensors), layers };
}

function attribute(item: Dataset | Group, name: string): unknown {
  const { attrs } = item;
  return Object.hasOwn(attrs, name) ? attrs[name]?.value : undefined;
}

function listedLayers(root: Group, weights: Group): readonly KerasLayer[] | undefined {
  const configuration = attribute(root, 'model_config');
  const layers = typeof configuration === 'string' ? kerasLayers(configuration) : undefined;
  if (layers) return layers;
  const names = attribute(weights, 'layer_names');
  return Array.isArray(names) ? namedLayers(names.map(String)) : undefined;
}

/** Bytes the file has, and how many it says it has. */
async function extent(path: string): Promise<{ size: number; end: number | undefined }> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
      return { size: (await handle.stat()).size, end: hdf5End(buffer.subarray(0, bytesRead)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** The library gives HDF5's whole stack of errors: its first line that says something. */
function firstLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.trim());
  const said = lines.find((line) => line !== '' && !/^(?:HDF5-DIAG|#\d+:|major:|minor:)/.test(line));
  const stacked = lines.map((line) => /^#\d+: .*?: (.*)$/.exec(line)?.[1]).filter((line) => line !== undefined);
  return (said ?? stacked.at(-1) ?? 'it cannot be opened').replace(/\.$/, '').slice(0, 200);
}

function close(file: { close(): unknown } | undefined): void {
  try {
    file?.close();
  } catch {
    // what was wrong with the file was said already
  }
}

const floatClass = 1;
const integerClass = 0;
/** Keras 3 keeps bfloat16 as bytes and says so in an attribute. */
const opaqueClass = 5;

function readDataset(item: Dataset, module: H5Module): RawTensor | undefined {
  const { type, size } = item.metadata;
  const shape = item.shape ?? [];
  const count = elementCount(shape);
  const isFloat = type === floatClass;
  const isBrain = type === opaqueClass && size === 2 && attribute(item, 'dtype') === 'bfloat16';
  // integers are kept where they may be quantised kernels, to say so
  if (!isFloat && !isBrain && !(type === integerClass && shape.length === 4)) return undefined;
  if (count * Math.max(size, 4) > largestTensorBytes) {
    throw new Error(`dataset ${item.path} [${shape.join(', ')}] is too large`);
  }
  if (isBrain) return { elementType: 'BF16', shape, data: readHalves(item, module, count) };
  if (isFloat && size === 2) return { elementType: 'F16', shape, data: readHalves(item, module, count) };
  if (isFloat && size !== 4 && size !== 8) throw new Error(`dataset ${item.path} has floats of ${size * 8} bits`);
  const value = item.value;
  if (value instanceof Int8Array) return { elementType: 'I8', shape, data: value };
  if (value instanceof Uint8Array) return { elementType: 'U8', shape, data: value };
  if (!(value instanceof Float32Array || value instanceof Float64Array)) return undefined;
  if (value.length !== count) {
    throw new Error(`dataset ${item.path} [${shape.join(', ')}] holds ${value.length} values`);
  }
  if (value instanceof Float64Array) return { elementType: 'F64', shape, data: value };
  return { elementType: 'F32', shape, data: value };
}

/** The library has no array for float16: its bytes are taken, in the order of this machine. */
function readHalves(item: Dataset, module: H5Module, count: number): Uint16Array {
  if (count === 0) return new Uint16Array();
  const bytes = count * 2;
  const pointer = module._malloc(bytes);
  if (pointer === 0) throw new Error(`dataset ${item.path} does not fit into memory`);
  try {
    module.get_dataset_data(item.file_id, item.path, null, null, null, BigInt(pointer));
    return new Uint16Array(module.HEAPU8.slice(pointer, pointer + bytes).buffer, 0, count);
  } finally {
    module._free(pointer);
  }
}
