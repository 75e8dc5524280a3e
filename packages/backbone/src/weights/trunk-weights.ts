import { sha256, TrunklineError } from '@trunkline/system';
import { toFloat32, viewBytes, type RawTensor } from '../readers/raw-tensor.ts';
import { createTrunk } from '../trunk.ts';
import type { WeightsFormat } from './weights-format.ts';

/** One parameter's values, float32, row-major; kernels in HWIO order. */
export interface ParameterValue {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The parameters of a trunk by their stable names (`backbone/block1_conv1/kernel`, …). */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Parameters taken from a file, and the shape of the trunk they make. */
export interface TrunkWeights {
  readonly parameters: ParameterValues;
  readonly width: number;
  readonly batchNorm: boolean;
}

/**
 * Finds a VGG16 trunk among the tensors of a file, whatever their names: this project's own, Keras's (`blockN_convM`, also
 * inside ONNX), or torchvision's and timm's (`features.N.weight`). Other tensors (dense layers, optimiser slots) are left
 * out. Kernels come back as HWIO. Throws `TL_WEIGHTS_UNRECOGNISED`.
 */
export function findTrunkWeights(
  path: string,
  format: WeightsFormat,
  tensors: Readonly<Record<string, RawTensor>>,
): TrunkWeights {
  const named = new Map<string, RawTensor>();
  if (format === 'trunkline') {
    for (const [name, tensor] of Object.entries(tensors)) if (name.startsWith('backbone/')) named.set(name, tensor);
  } else if (format === 'pytorch') nameTorchvision(tensors, named);
  else nameKeras(tensors, named);

  const unrecognised = (what: string): TrunklineError =>
    new TrunklineError('TL_WEIGHTS_UNRECOGNISED', `${path} (${format}) holds no VGG16 trunk: ${what}.`, {
      hint: 'Give a file with the 13 convolutions of VGG16, named as Keras, torchvision, timm or Trunkline name them.',
      exitStatus: 2,
    });
  const kernelFirst = format === 'onnx' || format === 'pytorch';
  const first = named.get('backbone/block1_conv1/kernel');
  if (!first) {
    const names = Object.keys(tensors);
    throw unrecognised(`no block1_conv1 among ${names.length} tensors (${names.slice(0, 4).join(', ')}, …)`);
  }
  const channels = first.shape[kernelFirst ? 0 : 3] ?? 0;
  const batchNorm = named.has('backbone/block1_bn1/scale');
  if (!(channels >= 1 && channels <= 512)) throw unrecognised(`block1_conv1 has ${channels} channels`);
  const trunk = createTrunk({ name: 'vgg16-gap', width: channels / 64, batchNorm });
  const parameters: Record<string, ParameterValue> = {};
  for (const { name, shape } of trunk.parameters()) {
    const tensor = named.get(name);
    if (!tensor) throw unrecognised(`${name} [${shape.join(', ')}] is missing`);
    const stored = kernelFirst && shape.length === 4 ? [shape[3], shape[2], shape[0], shape[1]] : shape;
    if (tensor.shape.length !== stored.length || tensor.shape.some((side, axis) => side !== stored[axis])) {
      throw unrecognised(`${name} is [${tensor.shape.join(', ')}], expected [${stored.join(', ')}]`);
    }
    const data = toFloat32(tensor);
    parameters[name] = { shape, data: stored === shape ? data : outputsLast(data, shape) };
  }
  return { parameters, width: channels / 64, batchNorm };
}

function nameKeras(tensors: Readonly<Record<string, RawTensor>>, named: Map<string, RawTensor>): void {
  for (const [path, tensor] of Object.entries(tensors)) {
    const layer = /block[1-5]_conv[1-3]/.exec(path)?.[0];
    if (layer && tensor.shape.length === 4) named.set(`backbone/${layer}/kernel`, tensor);
    if (layer && tensor.shape.length === 1) named.set(`backbone/${layer}/bias`, tensor);
  }
}

/** torchvision numbers convolution, batch norm, ReLU and pool alike: the n-th kernel of rank 4 is the n-th convolution. */
function nameTorchvision(tensors: Readonly<Record<string, RawTensor>>, named: Map<string, RawTensor>): void {
  const prefix = Object.keys(tensors)
    .map((name) => /^(.*?)features\.\d+\.weight$/.exec(name)?.[1])
    .find((found) => found !== undefined);
  if (prefix === undefined) return;
  const tensor = (index: number, what: string): RawTensor | undefined => tensors[`${prefix}features.${index}.${what}`];
  const convolutions = Array.from({ length: 64 }, (_, index) => index).filter(
    (index) => tensor(index, 'weight')?.shape.length === 4,
  );
  const names = createTrunk({ name: 'vgg16-gap' })
    .layers.filter(({ kind }) => kind === 'convolution')
    .map(({ name }) => name);
  if (convolutions.length !== names.length) return;
  const put = (name: string, value: RawTensor | undefined): void =>
    void (value && named.set(`backbone/${name}`, value));
  convolutions.forEach((index, position) => {
    const name = names[position] ?? '';
    put(`${name}/kernel`, tensor(index, 'weight'));
    put(`${name}/bias`, tensor(index, 'bias'));
    const norm = name.replace('conv', 'bn');
    if (!tensor(index + 1, 'running_mean')) return;
    put(`${norm}/scale`, tensor(index + 1, 'weight'));
    put(`${norm}/offset`, tensor(index + 1, 'bias'));
    put(`${norm}/mean`, tensor(index + 1, 'running_mean'));
    put(`${norm}/variance`, tensor(index + 1, 'running_var'));
  });
}

/** OIHW → HWIO; `shape` is the wanted [H, W, I, O]. */
function outputsLast(data: Float32Array, shape: readonly number[]): Float32Array {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const area = height * width;
  const result = new Float32Array(data.length);
  let write = 0;
  for (let pixel = 0; pixel < area; pixel++) {
    for (let input = 0; input < inputs; input++) {
      let read = input * area + pixel;
      for (let output = 0; output < outputs; output++, read += inputs * area) result[write++] = data[read] as number;
    }
  }
  return result;
}

/** SHA-256 of every parameter's bytes, by name. */
export function digestParameters(parameters: ParameterValues): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, sha256(viewBytes(data))]));
}

/** One SHA-256 over the digests of all parameters, in the order of their names: the identity of a set of weights. */
export function combineDigests(digests: Readonly<Record<string, string>>): string {
  const lines = Object.entries(digests).map(([name, digest]) => `${name} ${digest}\n`);
  return sha256(lines.sort().join(''));
}

/** Throws `TL_DIGEST_MISMATCH` at the first parameter whose digest is not the expected one. */
export function checkDigests(
  path: string,
  found: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): void {
  for (const [name, digest] of Object.entries(expected)) {
    if (found[name] === digest) continue;
    throw new TrunklineError(
      'TL_DIGEST_MISMATCH',
      `${path}: ${name} has SHA-256 ${found[name] ?? '(missing)'}, expected ${digest}.`,
      {
        hint: 'The file was damaged or is another set; pull the weights again, or convert it under a path of your own.',
      },
    );
  }
}
