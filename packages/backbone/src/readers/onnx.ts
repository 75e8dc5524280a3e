import { open, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, normalize, isAbsolute } from 'node:path';
import { explainFileError, isTrunklineError, TrunklineError } from '@trunkline/system';
import type { ModelMessage, OnnxModule, TensorMessage } from './onnx-messages.ts';
import { readOnnxGraph, type OnnxGraph } from './onnx-graph.ts';
import { externalPlace, onnxShape, onnxTensor, tensorFromBytes, type ExternalPlace } from './onnx-tensor.ts';
import { tensorBytes, type RawTensor } from './raw-tensor.ts';

/** A protobuf message cannot be longer. */
const largestModel = 2 ** 31 - 1;

/** The tensors of an ONNX model by name, and what its graph says of them. */
export interface OnnxModel {
  readonly tensors: Record<string, RawTensor>;
  readonly graph: OnnxGraph;
}

/**
 * The initializers and constants of an ONNX model by name; arrays are views of the file's bytes where alignment allows.
 * Weights kept in a file beside it are read from there, and from nowhere else. Throws `TL_WEIGHTS_INVALID`,
 * `TL_WEIGHTS_TRUNCATED`, `TL_FILE_MISSING`, `TL_NO_PERMISSION`.
 */
export async function readOnnx(path: string): Promise<OnnxModel> {
  const broken = (what: string, cause?: unknown): TrunklineError =>
    new TrunklineError('TL_WEIGHTS_INVALID', `${path} is not a usable ONNX file: ${what}.`, {
      hint: 'Fetch or export the file again.',
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
  const { onnx } = createRequire(import.meta.url)('onnx-proto') as OnnxModule;
  try {
    const model = onnx.ModelProto.decode(bytes);
    const tensors: [string, RawTensor][] = [];
    for (const [name, one] of listedTensors(model)) {
      const place = externalPlace(one);
      const tensor = place ? await readExternal(path, name, one, place) : onnxTensor(one);
      if (tensor) tensors.push([name, tensor]);
    }
    if (tensors.length === 0) throw broken('it holds no tensors, neither initializers nor constants');
    return { tensors: withAliases(model, new Map(tensors)), graph: readOnnxGraph(model) };
  } catch (error) {
    if (isTrunklineError(error)) throw error;
    throw broken(`it does not decode (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

/** Initializers, and the values of `Constant` nodes by the name of their output. */
function listedTensors({ graph }: ModelMessage): readonly [string, TensorMessage][] {
  const initializers = (graph?.initializer ?? []).map((one) => [one.name ?? '', one] as [string, TensorMessage]);
  const constants = (graph?.node ?? []).flatMap((node): [string, TensorMessage][] => {
    const value = node.opType === 'Constant' ? node.attribute?.find(({ name }) => name === 'value')?.t : undefined;
    return value ? [[node.output?.[0] ?? '', value]] : [];
  });
  return [...initializers, ...constants];
}

/** Exporters write equal tensors once, and give the others their names by `Identity` nodes. */
function withAliases({ graph }: ModelMessage, tensors: Map<string, RawTensor>): Record<string, RawTensor> {
  for (const { opType, input, output } of graph?.node ?? []) {
    const [from = '', to = ''] = [input?.[0], output?.[0]];
    const tensor = opType === 'Identity' ? tensors.get(from) : undefined;
    if (tensor && !tensors.has(to)) tensors.set(to, tensor);
  }
  return Object.fromEntries(tensors);
}

async function readExternal(
  path: string,
  name: string,
  one: TensorMessage,
  { location, offset, length }: ExternalPlace,
): Promise<RawTensor | undefined> {
  const described = onnxShape(one);
  if (!described) return undefined;
  const { elementType, shape } = described;
  const clean = normalize(location);
  if (location === '' || isAbsolute(clean) || clean.startsWith('..') || /[\\:\0]/.test(location)) {
    throw new Error(`tensor "${name}" lies in ${JSON.stringify(location)}, which is not beside the model`);
  }
  const beside = join(dirname(path), clean);
  const needed = tensorBytes(shape, elementType);
  if (!(Number.isSafeInteger(offset) && offset >= 0) || (length !== undefined && length !== needed)) {
    throw new Error(`tensor "${name}" [${shape.join(', ')}] needs ${needed} bytes, ${length} of ${location} are named`);
  }
  try {
    const handle = await open(beside, 'r');
    try {
      const { size } = await handle.stat();
      if (offset + needed > size) {
        throw new TrunklineError(
          'TL_WEIGHTS_TRUNCATED',
          `${beside} has ${size} bytes, tensor "${name}" of ${path} ends at byte ${offset + needed}.`,
          { hint: 'Fetch that file again; it belongs to the model.', exitStatus: 2 },
        );
      }
      const { buffer } = await handle.read(new Uint8Array(needed), 0, needed, offset);
      return tensorFromBytes(name, elementType, shape, buffer);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw explainFileError(error, beside);
    throw new TrunklineError('TL_FILE_MISSING', `${path} keeps its weights in ${beside}, which does not exist.`, {
      hint: `Put ${clean} beside the model, or export the model with its weights inside.`,
      exitStatus: 2,
      cause: error,
    });
  }
}
