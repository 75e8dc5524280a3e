import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import type { onnx as Onnx } from 'onnx-proto';
import { createRandom } from '@trunkline/system';
import type { TensorToWrite } from '../src/readers/safetensors.ts';
import { vggLayerNames } from '../src/recognition/vgg-chain.ts';

/** One convolution of a made trunk; the kernel is HWIO. */
export interface MadeLayer {
  readonly name: string;
  readonly kernel: TensorToWrite & { readonly data: Float32Array };
  readonly bias: TensorToWrite & { readonly data: Float32Array };
}

/** Named tensors, as any of the writers below takes them. */
export type Tensors = Readonly<Record<string, TensorToWrite>>;

/** Places of torchvision's convolutions among its ReLUs and pools. */
const places: Readonly<Record<string, readonly number[]>> = {
  VGG11: [0, 3, 6, 8, 11, 13, 16, 18],
  VGG13: [0, 2, 5, 7, 10, 12, 15, 17, 20, 22],
  VGG16: [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28],
  VGG19: [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34],
};

/** The convolutions of a VGG of 1/64 of the width, with values between −1 and 1. */
export function madeLayers(name = 'VGG16', seed = 1): readonly MadeLayer[] {
  const random = createRandom(seed);
  const values = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.uniform() * 2 - 1);
  let inputs = 3;
  return vggLayerNames(name).map((layer) => {
    const outputs = [1, 2, 4, 8, 8][Number(layer[5]) - 1] ?? 1;
    const kernel = { shape: [3, 3, inputs, outputs], data: values(9 * inputs * outputs) };
    inputs = outputs;
    return { name: layer, kernel, bias: { shape: [outputs], data: values(outputs) } };
  });
}

/** HWIO → OIHW. */
export function outputsFirst({ shape, data }: MadeLayer['kernel']): MadeLayer['kernel'] {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = shape;
  const area = height * width;
  const result = new Float32Array(data.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let pixel = 0; pixel < area; pixel++) {
        result[(output * inputs + input) * area + pixel] = data[(pixel * inputs + input) * outputs + output] ?? 0;
      }
    }
  }
  return { shape: [outputs, inputs, height, width], data: result };
}

/** `features.0.weight`, …; `name` gives the name of a layer's module by its place. */
export function asTorchvision(
  layers: readonly MadeLayer[],
  name: (place: number, at: number) => string = (place) => `features.${place}`,
): Record<string, TensorToWrite> {
  const at = Object.values(places).find((one) => one.length === layers.length) ?? [];
  return Object.fromEntries(
    layers.flatMap(({ kernel, bias }, index) => {
      const module = name(at[index] ?? index, index);
      return [
        [`${module}.weight`, outputsFirst(kernel)],
        [`${module}.bias`, bias],
      ];
    }),
  );
}

/** torchvision's VGG with batch norm; `keep` says which of a norm's tensors are there. */
export function asTorchvisionBn(layers: readonly MadeLayer[], keep: readonly string[]): Record<string, TensorToWrite> {
  let place = 0;
  const entries = layers.flatMap(({ name, kernel, bias }, at) => {
    if (at > 0 && name.endsWith('_conv1')) place++;
    const [conv, norm] = [`features.${place}`, `features.${place + 1}`];
    place += 3;
    const positive = { shape: bias.shape, data: bias.data.map((value) => Math.abs(value) + 0.5) };
    const tensors: Record<string, TensorToWrite> = {
      weight: positive,
      bias,
      running_mean: bias,
      running_var: positive,
      num_batches_tracked: { shape: [], data: BigInt64Array.of(7n) },
    };
    const kept = keep.flatMap((what) => (tensors[what] ? [[`${norm}.${what}`, tensors[what]] as const] : []));
    return [[`${conv}.weight`, outputsFirst(kernel)] as const, [`${conv}.bias`, bias] as const, ...kept];
  });
  return Object.fromEntries(entries);
}

/** `block1_conv1/block1_conv1/kernel:0`, … as Keras writes them; `path` gives the group of a layer. */
export function asKeras(
  layers: readonly MadeLayer[],
  path: (name: string, at: number) => string = (name) => `model_weights/${name}/${name}`,
  words: readonly [kernel: string, bias: string] = ['kernel:0', 'bias:0'],
): Record<string, TensorToWrite> {
  return Object.fromEntries(
    layers.flatMap(({ name, kernel, bias }, at) => [
      [`${path(name, at)}/${words[0]}`, kernel],
      [`${path(name, at)}/${words[1]}`, bias],
    ]),
  );
}

/** One entry of {@link kerasConfiguration}. */
export interface MadeKerasLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * A Keras model's configuration: the convolutions with `behind` each of them, a pool behind each block, a head with batch norm.
 * The fields are those that Keras 3.12 writes.
 */
export function kerasConfiguration(
  layers: readonly MadeLayer[],
  activation: unknown,
  behind: (at: number) => readonly MadeKerasLayer[] = () => [],
): string {
  const body = layers.flatMap(({ name }, at) => [
    { class_name: 'Conv2D', config: { name, activation } },
    ...behind(at),
    ...(layers[at + 1]?.name.endsWith('conv1') === false
      ? []
      : [{ class_name: 'MaxPooling2D', config: { name: `pool${at}` } }]),
  ]);
  const head = [
    { class_name: 'GlobalAveragePooling2D', config: { name: 'global_average_pooling2d' } },
    { class_name: 'Dense', config: { name: 'dense', activation: 'gelu' } },
    { class_name: 'BatchNormalization', config: { name: 'batch_normalization', epsilon: 0.001 } },
  ];
  return JSON.stringify({ class_name: 'Functional', config: { name: 'vgg16', layers: [...body, ...head] } });
}

/** The tensors of one batch norm as Keras names them. */
export function kerasNorm(module: string, channels: number): Record<string, TensorToWrite> {
  const ones = { shape: [channels], data: new Float32Array(channels).fill(1) };
  return Object.fromEntries(
    ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((what) => [`${module}/${what}:0`, ones]),
  );
}

/** Keras 3's names: by class, in the order of the layers. */
export function keras3Group(_: string, at: number): string {
  return `layers/conv2d${at === 0 ? '' : `_${at}`}`;
}

/** The same tensors under other names. */
export function renamed<Value>(
  tensors: Readonly<Record<string, Value>>,
  rename: (name: string) => string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [rename(name), value]));
}

/** The same names with other values. */
export function mapped(tensors: Tensors, change: (tensor: TensorToWrite, name: string) => TensorToWrite): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor, name)]));
}

/** How datasets are stored in an HDF5 file. */
export interface H5Options {
  readonly type?: '<f' | '>f' | '<d' | undefined;
  readonly gzip?: boolean | undefined;
  /** Text attributes of the root. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Writes an HDF5 file with a dataset a tensor. */
export async function writeH5(
  path: string,
  tensors: Tensors,
  { type = '<f', gzip = false, attributes = {} }: H5Options = {},
): Promise<void> {
  const h5 = await import('h5wasm/node');
  await h5.ready;
  const file = new h5.File(path, 'w');
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const parts = name.split('/');
    let group: InstanceType<typeof h5.Group> = file;
    for (const part of parts.slice(0, -1)) {
      const next = group.keys().includes(part) ? group.get(part) : group.create_group(part);
      group = next as typeof group;
    }
    group.create_dataset({
      name: parts.at(-1) ?? '',
      data: type === '<d' ? Float64Array.from(data as Float32Array) : (data as Float32Array),
      shape: [...shape],
      dtype: type,
      ...(gzip && shape.length > 0 && { chunks: [...shape], compression: 'gzip' as const }),
    });
  }
  for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value);
  file.close();
}

const library = createRequire(import.meta.url)('onnx-proto') as { onnx: typeof Onnx };
const onnxTypes = new Map<unknown, number>([
  [Float32Array, 1],
  [Uint8Array, 2],
  [Int8Array, 3],
  [Int32Array, 6],
  [BigInt64Array, 7],
  [Uint16Array, 10],
  [Float64Array, 11],
]);

/** A tensor of an ONNX model. */
export function onnxTensor(name: string, { shape, data }: TensorToWrite): Onnx.ITensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: [...shape], dataType: onnxTypes.get(data.constructor) ?? 0, rawData };
}

/** Writes an ONNX model of these nodes and initializers. */
export async function writeOnnx(
  path: string,
  initializer: readonly Onnx.ITensorProto[],
  node: readonly Onnx.INodeProto[] = [],
  producerName = '',
): Promise<void> {
  const { ModelProto } = library.onnx;
  const model = ModelProto.create({
    irVersion: 9,
    producerName,
    graph: { name: 'g', node: [...node], initializer: [...initializer] },
  });
  await writeFile(path, ModelProto.encode(model).finish());
}

/** A `Constant` node, which gives a tensor under its name. */
export function constantNode(name: string, tensor: TensorToWrite): Onnx.INodeProto {
  return { opType: 'Constant', output: [name], attribute: [{ name: 'value', type: 4, t: onnxTensor('', tensor) }] };
}

/** The nodes of a VGG, which take kernel and bias of each layer from tensors of these names. */
export function vggNodes(
  names: readonly (readonly [kernel: string, bias: string])[],
  activation: Onnx.INodeProto = { opType: 'Relu' },
): Onnx.INodeProto[] {
  return names.flatMap(([kernel, bias], at) => [
    { opType: 'Conv', input: [at === 0 ? 'image' : `active${at - 1}`, kernel, bias], output: [`map${at}`] },
    { ...activation, input: [`map${at}`], output: [`active${at}`] },
  ]);
}
