import { stat } from 'node:fs/promises';
import { isTrunklineError } from '@trunkline/system';
import type { Preprocessing } from '../preprocess.ts';
import { elementCount, isOpaque, toFloat32, type ElementType, type RawTensor } from '../readers/raw-tensor.ts';
import { isWeightSet } from './find-weight-set.ts';
import { loadWeights, weightSetPath, type LoadOptions } from './load-weights.ts';
import { readWeightsFile, type WeightsFormat } from './weights-format.ts';

/** One tensor of an inspected file; plain JSON. */
export interface InspectedTensor {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly values: number;
  /** Of all values; null where one is not finite, or the type is not read. */
  readonly mean: number | null;
  readonly standardDeviation: number | null;
}

/** What is in a file of weights; plain JSON. */
export interface Inspection {
  readonly path: string;
  readonly format: WeightsFormat;
  readonly bytes: number;
  readonly tensors: readonly InspectedTensor[];
  readonly values: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** The trunk in the file, or why none was found. */
  readonly trunk:
    | {
        readonly width: number;
        readonly batchNorm: boolean;
        readonly negativeSlope: number | null;
        readonly preprocessing: Preprocessing;
        readonly digest: string;
        readonly weightSet: string | null;
        readonly seen: string | null;
      }
    | { readonly problem: string; readonly hint: string | null };
}

/** Describes a file of weights, or a pulled set by its name. Throws as `readWeightsFile`. */
export async function inspectWeights(nameOrPath: string, options: LoadOptions = {}): Promise<Inspection> {
  const path = isWeightSet(nameOrPath) ? weightSetPath(nameOrPath) : nameOrPath;
  const { format, tensors, metadata } = await readWeightsFile(path);
  const inspected = Object.entries(tensors).map(([name, tensor]): InspectedTensor => {
    if (isOpaque(tensor.elementType)) return withoutValues(name, tensor);
    const values = toFloat32(tensor);
    let sum = 0;
    let squares = 0;
    for (const value of values) {
      sum += value;
      squares += value * value;
    }
    const mean = sum / values.length;
    const deviation = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
    const finite = Number.isFinite(deviation);
    return {
      name,
      elementType: tensor.elementType,
      shape: tensor.shape,
      values: values.length,
      mean: finite ? mean : null,
      standardDeviation: finite ? deviation : null,
    };
  });
  return {
    path,
    format,
    bytes: (await stat(path)).size,
    tensors: inspected,
    values: inspected.reduce((sum, { values }) => sum + values, 0),
    metadata,
    trunk: await inspectTrunk(path, options),
  };
}

/** A tensor of a type whose values are not read. */
function withoutValues(name: string, { elementType, shape }: RawTensor): InspectedTensor {
  return { name, elementType, shape, values: elementCount(shape), mean: null, standardDeviation: null };
}

async function inspectTrunk(path: string, options: LoadOptions): Promise<Inspection['trunk']> {
  try {
    const loaded = await loadWeights(path, options);
    return {
      width: loaded.width,
      batchNorm: loaded.batchNorm,
      negativeSlope: loaded.negativeSlope ?? null,
      preprocessing: loaded.preprocessing,
      digest: loaded.digest,
      weightSet: loaded.set?.name ?? null,
      seen: loaded.seen ?? null,
    };
  } catch (error) {
    if (isTrunklineError(error)) return { problem: error.message, hint: error.hint ?? null };
    throw error;
  }
}
