import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { explainFileError, TrunklineError } from '@trunkline/system';
import type { onnx as Onnx } from 'onnx-proto';
import { elementBytes, elementCount, viewElements, type ElementType, type RawTensor } from './raw-tensor.ts';

/** A protobuf message cannot be longer. */
const largestModel = 2 ** 31 - 1;

/** The numbers of `TensorProto.DataType`. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  4: 'U16',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  12: 'U32',
  13: 'U64',
  16: 'BF16',
};

/**
 * The initializers of an ONNX model by name; arrays are views of the file's bytes where alignment allows. Weights kept
 * outside the file are refused. Throws `TL_WEIGHTS_INVALID`, `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function readOnnx(path: string): Promise<Record<string, RawTensor>> {
  const broken = (what: string, cause?: unknown): TrunklineError =>
    new TrunklineError('TL_WEIGHTS_INVALID', `${path} is not a usable ONNX file: ${what}.`, {
      hint: 'Fetch or export the file again, with its weights inside the .onnx file.',
      exitStatus: 2,
      cause,
    });
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > largestModel) throw broken(`it has ${size} bytes, ${largestModel} at most are possible`);
    bytes = await readFile(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
  const { onnx } = createRequire(import.meta.url)('onnx-proto') as { onnx: typeof Onnx };
  let initializers: readonly Onnx.ITensorProto[];
  try {
    initializers = onnx.ModelProto.decode(bytes).graph?.initializer ?? [];
  } catch (error) {
    throw broken(`it does not decode (${error instanceof Error ? error.message : String(error)})`, error);
  }
  if (initializers.length === 0) throw broken('it holds no initializers');
  const tensors: [string, RawTensor][] = [];
  for (const one of initializers) {
    const name = one.name ?? '';
    if (one.externalData && one.externalData.length > 0) throw broken(`tensor "${name}" lies in another file`);
    const elementType = elementTypes[one.dataType ?? 0];
    if (!elementType) continue; // strings and complex numbers are never weights
    const shape = (one.dims ?? []).map(Number);
    const needed = elementCount(shape) * elementBytes(elementType);
    if (one.rawData && one.rawData.length > 0) {
      if (one.rawData.length !== needed) {
        throw broken(`tensor "${name}" [${shape.join(', ')}] needs ${needed} bytes, it has ${one.rawData.length}`);
      }
      tensors.push([name, { elementType, shape, data: viewElements(one.rawData, elementType) }]);
    } else if (elementType === 'F32' && one.floatData) {
      if (one.floatData.length !== elementCount(shape)) {
        throw broken(`tensor "${name}" [${shape.join(', ')}] has ${one.floatData.length} values`);
      }
      tensors.push([name, { elementType, shape, data: Float32Array.from(one.floatData) }]);
    }
  }
  return Object.fromEntries(tensors);
}
