import { stat } from 'node:fs/promises';
import { explainFileError, TrunklineError } from '@trunkline/system';
import { elementCount, type RawTensor } from './raw-tensor.ts';

/** Compressed data may be larger than its file, but a trunk never is larger than this. */
const largestTensorBytes = 2 ** 31;

/**
 * The float datasets of a Keras HDF5 file (`.h5`, `.weights.h5`) by their path without the leading slash, as float32.
 * Throws `TL_WEIGHTS_INVALID`, `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function readKerasH5(path: string): Promise<Record<string, RawTensor>> {
  const broken = (what: string, cause?: unknown): TrunklineError =>
    new TrunklineError('TL_WEIGHTS_INVALID', `${path} is not a usable Keras HDF5 file: ${what}.`, {
      hint: 'Fetch the file again.',
      exitStatus: 2,
      cause,
    });
  try {
    await stat(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
  const h5 = await import('h5wasm/node');
  (await h5.ready).activate_throwing_error_handler(); // else the library prints its error stack
  const tensors: [string, RawTensor][] = [];
  let file: InstanceType<typeof h5.File> | undefined;
  try {
    file = new h5.File(path, 'r');
    const walk = (group: InstanceType<typeof h5.Group>): void => {
      for (const key of group.keys()) {
        const item = group.get(key);
        if (item instanceof h5.Group) walk(item);
        if (!(item instanceof h5.Dataset) || item.metadata.type !== 1) continue; // 1: H5T_FLOAT
        const shape = item.shape ?? [];
        const needed = elementCount(shape) * 8;
        if (needed > largestTensorBytes) throw new Error(`dataset ${item.path} [${shape.join(', ')}] is too large`);
        const value = item.value;
        if (!(value instanceof Float32Array || value instanceof Float64Array)) continue;
        if (value.length !== elementCount(shape)) {
          throw new Error(`dataset ${item.path} [${shape.join(', ')}] holds ${value.length} values`);
        }
        tensors.push([
          item.path.replace(/^\//, ''),
          { elementType: 'F32', shape, data: value instanceof Float32Array ? value : Float32Array.from(value) },
        ]);
      }
    };
    walk(file);
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error), error);
  } finally {
    file?.close();
  }
  if (tensors.length === 0) throw broken('it holds no float datasets');
  return Object.fromEntries(tensors);
}
