import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zipArchive } from '@trunkline/testkit';
import { hashedValues } from '@trunkline-tools/golden';
import {
  asKeras,
  asTorchvision,
  asTorchvisionBn,
  constantNode,
  kerasConfiguration,
  kerasNorm,
  keras3Group,
  madeLayers,
  mapped,
  onnxTensor,
  outputsFirst,
  renamed,
  vggNodes,
  writeH5,
  writeOnnx,
  type MadeLayer,
  type Tensors,
} from '../../test/weight-files.ts';
import { writeSafetensors } from '../readers/safetensors.ts';
import { imagenetVgg16, kerasPreprocessing } from '../weight-sets/imagenet-vgg16.ts';
import { convertWeights } from './convert-weights.ts';
import { registerWeightSet } from './find-weight-set.ts';
import { inspectWeights } from './inspect-weights.ts';
import { loadWeights, type LoadOptions } from './load-weights.ts';
import { pullWeightSet } from './pull-weights.ts';
import { defineWeightSet } from './weight-set.ts';
import { combineDigests, digestParameters } from './trunk-weights.ts';

const layers = madeLayers();
const other = madeLayers('VGG16', 2);
const torch = asTorchvision(layers);
const keras = asKeras(layers);
const own = asKeras(layers, (name) => `backbone/${name}`, ['kernel', 'bias']);

/** The identity that every readable file of these layers has. */
const reference = combineDigests(
  digestParameters(
    Object.fromEntries(
      layers.flatMap(({ name, kernel, bias }) => [
        [`backbone/${name}/kernel`, kernel],
        [`backbone/${name}/bias`, bias],
      ]),
    ),
  ),
);

/** One kernel, compressed by LZF, written by h5py 3: `create_dataset('kernel', data=ones((3, 3, 3, 1)), compression='lzf')`. */
const lzfFile =
  'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwrOCKPyYfIJUJoRSndA6RVMMHFGsJwEVFwQaj66upAgV1eQ6v9oAGaPAQuE' +
  '5mAYBSMReLg6BoDoCCgflkpPMKGqy04tykvNQaRHDwrtZWRgg5jFCONDTGRkgQgwQ9Wh04w4xDHlJcBsQQV5BkgSV2AQ52AQr4fK' +
  'swJTPEieiZkJrIWbQQPMZ4QZUAuSZ2bIqUoDc0FmsALlchhg+UUBYg8TawUrwgkwzAjVAraXGBDs5+8CytGwfKjAPJo2yQGg8o4R' +
  'S3nHQ6I5B4RR+YTSG8to0I+CUTAKRsEoGAWjYBSMglEwCkbBkATA/lyDPcODGGbGBnsAkRMrG8wTAAA=';

let folder: string;
const kept = process.env['TRUNKLINE_CACHE'];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-weight-files-'));
  process.env['TRUNKLINE_CACHE'] = join(folder, 'cache');
});
afterAll(async () => {
  if (kept === undefined) delete process.env['TRUNKLINE_CACHE'];
  else process.env['TRUNKLINE_CACHE'] = kept;
  await rm(folder, { recursive: true });
});

let count = 0;
async function fresh(name: string): Promise<string> {
  const into = join(folder, String(count++));
  await mkdir(into);
  return join(into, name);
}

type Write = (path: string) => Promise<void>;
const safetensors =
  (tensors: Tensors): Write =>
  async (path) =>
    await writeSafetensors(path, tensors);
const h5 =
  (tensors: Tensors, options?: Parameters<typeof writeH5>[2]): Write =>
  async (path) =>
    await writeH5(path, tensors, options);
const onnx =
  (tensors: Tensors): Write =>
  async (path) =>
    await writeOnnx(
      path,
      Object.entries(tensors).map((one) => onnxTensor(...one)),
    );
const zipped =
  (entry: string, write: Write, more: Readonly<Record<string, Uint8Array>> = {}): Write =>
  async (path) => {
    const inside = await fresh('inside');
    await write(inside);
    await writeFile(path, zipArchive({ ...more, [entry]: await readFile(inside) }));
  };
const bytes =
  (content: string): Write =>
  async (path) =>
    await writeFile(path, content, 'latin1');

const scaled = (tensors: Tensors, by: number): Tensors =>
  mapped(tensors, ({ shape, data }) => ({ shape, data: (data as Float32Array).map((value) => value * by) }));
/** The optimiser's moments under the names that a library gives them, with values that no kernel has. */
const slots = (name: (layer: string, what: 'kernel' | 'bias') => string): Tensors =>
  Object.fromEntries(
    layers.flatMap((layer) =>
      (['kernel', 'bias'] as const).map((what) => [
        name(layer.name, what),
        { shape: layer[what].shape, data: new Float32Array(layer[what].data.length).fill(0.001) },
      ]),
    ),
  );
const both = (one: Tensors, two: Tensors): Tensors => ({ ...one, ...two });
const prefixed = (tensors: Tensors, prefix: string): Tensors => renamed(tensors, (name) => `${prefix}${name}`);
const typed = (tensors: Tensors, elementType: 'F8_E4M3' | 'I8'): Tensors =>
  mapped(tensors, ({ shape, data }) => ({
    shape,
    data:
      elementType === 'I8' ? Int8Array.from(data as Float32Array, (value) => value * 100) : new Uint8Array(data.length),
    elementType,
  }));

/** `graph`: the node of each layer, of tensors whose names say nothing. */
const opaque = (made: readonly MadeLayer[]): readonly (readonly [string, string])[] =>
  made.map((_, at) => [`onnx::Conv_${900 - 2 * at}`, `onnx::Conv_${901 - 2 * at}`]);
const graph =
  (producer: string, activation?: Parameters<typeof vggNodes>[1]): Write =>
  async (path) => {
    const names = opaque(layers);
    const initializers = layers.flatMap(({ kernel, bias }, at) => [
      onnxTensor(names[at]?.[0] ?? '', outputsFirst(kernel)),
      onnxTensor(names[at]?.[1] ?? '', bias),
    ]);
    await writeOnnx(path, initializers, vggNodes(names, activation), producer);
  };

interface Read {
  readonly case: string;
  readonly file: string;
  readonly write: Write;
  /** Order of colours, by whose names the file has. */
  readonly channels: 'RGB' | 'BGR';
  readonly slope?: number;
  readonly options?: LoadOptions;
}

const read: readonly Read[] = [
  ...['', 'module.', 'model.', 'backbone_', 'state_dict.', 'a/b.c.'].map((prefix): Read => ({
    case: `W01: torchvision's names behind "${prefix}"`,
    file: 'x.safetensors',
    write: safetensors(
      prefixed({ ...torch, 'classifier.0.weight': { shape: [2, 8], data: new Float32Array(16) } }, prefix),
    ),
    channels: 'RGB',
  })),
  { case: 'W01: safetensors named .pth', file: 'x.pth', write: safetensors(torch), channels: 'RGB' },
  { case: 'W03: Keras h5', file: 'x.h5', write: h5(keras), channels: 'BGR' },
  { case: 'W03: nested', file: 'x.h5', write: h5(asKeras(layers, (name) => `vgg16/${name}`)), channels: 'BGR' },
  { case: 'W03: gzip', file: 'x.h5', write: h5(keras, { gzip: true }), channels: 'BGR' },
  { case: 'W03: float64', file: 'x.h5', write: h5(keras, { type: '<d' }), channels: 'BGR' },
  {
    case: 'W03: names of notop files',
    file: 'x.h5',
    write: h5(
      renamed(
        asKeras(layers, (name) => name, ['W', 'b']),
        (name) => name.replace(/^(\w+)\/(\w)$/, '$1/$1_$2_1:0'),
      ),
    ),
    channels: 'BGR',
  },
  { case: 'W03: h5 named .safetensors', file: 'x.safetensors', write: h5(keras), channels: 'BGR' },
  {
    case: "W04: Adam's moments in an h5",
    file: 'x.h5',
    write: h5(
      both(
        keras,
        slots((layer, what) => `optimizer_weights/Adam/${layer}/${what}/v:0`),
      ),
    ),
    channels: 'BGR',
  },
  {
    case: "W04: Adam's moments as Keras 2.11 names them",
    file: 'x.h5',
    write: h5(
      both(
        keras,
        slots((layer, what) => `optimizer_weights/Adam/m/${layer}/${what}:0`),
      ),
    ),
    channels: 'BGR',
  },
  {
    // names as Keras 3.12 wrote them after fit() with SGD and momentum
    case: 'W04: momentum in an h5 of Keras 3',
    file: 'x.h5',
    write: h5(
      both(
        keras,
        slots((layer, what) => `optimizer_weights/SGD/${layer}_${what}_momentum`),
      ),
    ),
    channels: 'BGR',
  },
  {
    case: 'W04: moments beside each kernel',
    file: 'x.h5',
    write: h5(
      both(
        keras,
        slots((layer, what) => `model_weights/${layer}/${layer}/${what}/Adam/m:0`.replace(/kernel|bias/, '$&_slots')),
      ),
    ),
    channels: 'BGR',
  },
  {
    case: "W04: torch's optimiser beside the model",
    file: 'x.safetensors',
    write: safetensors(
      both(
        torch,
        both(
          prefixed(torch, 'optimizer.state.exp_avg.'),
          renamed(scaled(torch, 2), (name) => `${name}.exp_avg_sq`),
        ),
      ),
    ),
    channels: 'RGB',
  },
  {
    case: 'W04: Keras 3 variables of an optimiser',
    file: 'x.weights.h5',
    write: h5(
      both(
        asKeras(layers, keras3Group, ['vars/0', 'vars/1']),
        Object.fromEntries(
          Object.values(slots((layer, what) => `${layer}${what}`)).map((one, at) => [`optimizer/vars/${at + 2}`, one]),
        ),
      ),
    ),
    channels: 'BGR',
  },
  {
    case: 'W04: training state of ONNX Runtime',
    file: 'x.onnx',
    write: onnx(both(torch, both(prefixed(torch, 'Moment_1_'), prefixed(torch, 'Moment_2_')))),
    channels: 'RGB',
  },
  ...['teacher.', 'teacher.features.', 'teacher'].map((prefix): Read => ({
    case: `W06: the one of two that "${prefix}" chooses`,
    file: 'x.safetensors',
    write: safetensors(both(prefixed(asTorchvision(other), 'student.'), prefixed(torch, 'teacher.'))),
    channels: 'RGB',
    options: { prefix },
  })),
  {
    case: 'W13: slope and preprocessing are given',
    file: 'x.safetensors',
    write: safetensors(own),
    channels: 'BGR',
    options: { like: 'imagenet-vgg16' },
  },
  {
    case: 'W14: Keras 3 .keras',
    file: 'x.keras',
    write: zipped('model.weights.h5', h5(asKeras(layers, keras3Group, ['vars/0', 'vars/1'])), {
      'metadata.json': Buffer.from('{"keras_version": "3.12.0"}'),
      'config.json': Buffer.from('{}'),
    }),
    channels: 'BGR',
  },
  {
    case: 'W14: a trunk inside of a model',
    file: 'x.keras',
    write: zipped(
      'model.weights.h5',
      h5(asKeras(layers, (_, at) => `layers/functional/${keras3Group(_, at)}`, ['vars/0', 'vars/1'])),
    ),
    channels: 'BGR',
  },
  { case: "W15: ONNX with torchvision's names", file: 'x.onnx', write: onnx(torch), channels: 'RGB' },
  { case: "W15: ONNX with Keras's names", file: 'x.onnx', write: onnx(asKerasOnnx()), channels: 'BGR' },
  {
    case: 'W15: names that say nothing, in the order of the nodes',
    file: 'x.onnx',
    write: graph('pytorch'),
    channels: 'RGB',
  },
  {
    case: 'W15: LeakyReLU in the graph',
    file: 'x.onnx',
    write: graph('pytorch', { opType: 'LeakyRelu', attribute: [{ name: 'alpha', type: 1, f: 0.2 }] }),
    channels: 'RGB',
    slope: 0.2,
  },
  {
    case: 'W15: weights in a file beside the model',
    file: 'x.onnx',
    write: async (path) => {
      const all = Object.entries(torch);
      let offset = 0;
      const placed = all.map(([name, tensor]) => {
        const length = tensor.data.byteLength;
        const one = {
          ...onnxTensor(name, tensor),
          rawData: new Uint8Array(),
          dataLocation: 1,
          externalData: [
            { key: 'location', value: 'x.onnx.data' },
            { key: 'offset', value: String(offset) },
            { key: 'length', value: String(length) },
          ],
        };
        offset += length;
        return one;
      });
      await writeFile(`${path}.data`, Buffer.concat(all.map(([, { data }]) => Buffer.from(data.buffer))));
      await writeOnnx(path, placed);
    },
    channels: 'RGB',
  },
  {
    case: 'W15: equal tensors written once',
    file: 'x.onnx',
    write: async (path) => {
      const initializers = Object.entries(renamed(torch, (name) => (name === 'features.2.bias' ? 'shared' : name)));
      await writeOnnx(
        path,
        initializers.map((one) => onnxTensor(...one)),
        [{ opType: 'Identity', input: ['shared'], output: ['features.2.bias'] }],
      );
    },
    channels: 'RGB',
  },
  {
    case: 'W16: weights in Constant nodes',
    file: 'x.onnx',
    write: async (path) =>
      await writeOnnx(
        path,
        [],
        Object.entries(torch).map((one) => constantNode(...one)),
      ),
    channels: 'RGB',
  },
  {
    case: 'W26: one tensor of 8-bit floats outside the trunk',
    file: 'x.safetensors',
    write: safetensors({
      ...torch,
      'classifier.0.weight': { shape: [2, 2], data: new Uint8Array(4), elementType: 'F8_E4M3' },
    }),
    channels: 'RGB',
  },
  {
    case: 'W14: a slope that the list of layers says',
    file: 'x.keras',
    write: zipped('model.weights.h5', h5(asKeras(layers, keras3Group, ['vars/0', 'vars/1'])), {
      'config.json': Buffer.from(
        kerasConfiguration(layers, 'linear', (at) => [
          { class_name: 'LeakyReLU', config: { name: `leaky${at}`, negative_slope: 0.2 } },
        ]),
      ),
    }),
    channels: 'BGR',
    slope: 0.2,
  },
  {
    case: 'W08: a batch norm of the head, in a model of Keras',
    file: 'x.h5',
    write: h5(both(keras, kerasNorm('model_weights/batch_normalization/batch_normalization', 8)), {
      attributes: { model_config: kerasConfiguration(layers, 'relu') },
    }),
    channels: 'BGR',
  },
  {
    case: 'W08: a batch norm of the head, where nothing says the order',
    file: 'x.h5',
    write: h5(both(keras, kerasNorm('model_weights/batch_normalization/batch_normalization', 8))),
    channels: 'BGR',
  },
  {
    case: 'W08: a batch norm of the head, in torch',
    file: 'x.safetensors',
    write: safetensors(
      both(
        torch,
        Object.fromEntries(
          ['weight', 'bias', 'running_mean', 'running_var'].map((what) => [
            `classifier.1.${what}`,
            { shape: [8], data: new Float32Array(8).fill(1) },
          ]),
        ),
      ),
    ),
    channels: 'RGB',
  },
  {
    case: "DataParallel's features.module.N",
    file: 'x.safetensors',
    write: safetensors(asTorchvision(layers, (place) => `features.module.${place}`)),
    channels: 'RGB',
  },
  {
    case: 'a bare Sequential',
    file: 'x.safetensors',
    write: safetensors(asTorchvision(layers, (place) => `${place}`)),
    channels: 'RGB',
  },
  {
    case: 'encoder.N',
    file: 'x.safetensors',
    write: safetensors(asTorchvision(layers, (place) => `encoder.${place}`)),
    channels: 'RGB',
  },
  {
    case: 'slices, as perceptual losses have them',
    file: 'x.safetensors',
    write: safetensors(asTorchvision(layers, (place) => `slice${place < 5 ? 1 : 2}.${place}`)),
    channels: 'RGB',
  },
  {
    case: "Caffe's names in torch",
    file: 'x.safetensors',
    write: safetensors(asTorchvision(layers, (_, at) => layers[at]?.name.replace(/block(\d)_conv/, 'conv$1_') ?? '')),
    channels: 'RGB',
  },
];

function asKerasOnnx(): Tensors {
  return Object.fromEntries(
    layers.flatMap(({ name, kernel, bias }) => [
      [`vgg16/${name}/Conv2D/ReadVariableOp:0`, outputsFirst(kernel)],
      [`vgg16/${name}/BiasAdd/ReadVariableOp:0`, bias],
    ]),
  );
}

it.each(read.map((one) => [one.case, one] as const))(
  '%s is read',
  async (_, { file, write, channels, slope = 0, options }) => {
    const path = await fresh(file);
    await write(path);
    const loaded = await loadWeights(path, options);
    expect(loaded.digest).toBe(reference);
    expect(loaded.preprocessing.channels).toBe(channels);
    expect(loaded).toMatchObject({ negativeSlope: slope, batchNorm: false, width: 1 / 64 });
    expect((await inspectWeights(path, options)).trunk).toMatchObject({ digest: reference });
    const to = await fresh('converted.safetensors');
    await convertWeights(path, to, options);
    expect(await loadWeights(to)).toMatchObject({
      digest: reference,
      negativeSlope: slope,
      preprocessing: loaded.preprocessing,
    });
  },
);

it("W08: torchvision's batch norm is read with its running statistics", async () => {
  const path = await fresh('x.safetensors');
  await writeSafetensors(
    path,
    asTorchvisionBn(layers, ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked']),
  );
  const { batchNorm, parameters } = await loadWeights(path);
  expect(batchNorm).toBe(true);
  expect(parameters['backbone/block5_bn3/mean']?.data).toEqual(layers[12]?.bias.data);
});

it('W03, W18: float16, and the other types in the other order of bytes, are read from an h5', async () => {
  // written by h5py: kernels are in turn <f2, >f2, >f4, >f8
  const path = fileURLToPath(new URL('../../../../fixtures/golden/tiny-vgg16-types.keras.h5', import.meta.url));
  const { parameters } = await loadWeights(path);
  const furthest = ['block1_conv1', 'block1_conv2', 'block2_conv1', 'block2_conv2', 'block5_conv3'].map((layer) => {
    const found = parameters[`backbone/${layer}/kernel`]?.data ?? new Float32Array();
    const exact = hashedValues(`weight files 0/backbone/${layer}/kernel`, found.length);
    return Math.max(...found.map((value, at) => Math.abs(value - (exact[at] ?? NaN))));
  });
  const half = 2 ** -11; // of values up to 1
  expect(furthest.map((one) => one <= half)).toEqual([true, true, true, true, true]);
  expect(furthest.map((one) => one === 0)).toEqual([false, false, true, true, false]);
});

const vgg19 = madeLayers('VGG19');
const withValue = (tensors: Tensors, name: string, value: number): Tensors =>
  mapped(tensors, (tensor, one) => {
    if (one !== name) return tensor;
    const data = Float32Array.from(tensor.data as Float32Array);
    data[data.length - 1] = value;
    return { shape: tensor.shape, data };
  });

interface Refused {
  readonly case: string;
  readonly file: string;
  readonly write: Write;
  readonly code: string;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const isVgg = (name: string, many: number): Pick<Refused, 'code' | 'message' | 'hint'> => ({
  code: 'TL_WEIGHTS_UNRECOGNISED',
  message: new RegExp(`this is ${name}, with ${many} convolutions where VGG16 has 13`),
  hint: /Give a file of VGG16/,
});

const refused: readonly Refused[] = [
  {
    case: 'W04: a file of moments alone',
    file: 'optimizer.safetensors',
    write: safetensors(prefixed(torch, 'optimizer.state.exp_avg.')),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /holds the state of an optimiser \(26 tensors/,
    hint: /file of the model itself/,
  },
  ...[
    ['student.', 'teacher.'],
    ['model.', 'model_ema.'],
    ['a.', 'b.'],
    ['nets.0.', 'nets.1.'],
    ['', 'ema.'],
  ].map(([one = '', two = '']): Refused => ({
    case: `W06: two trunks, "${one}" and "${two}"`,
    file: 'x.safetensors',
    write: safetensors(both(prefixed(torch, one), prefixed(asTorchvision(other), two))),
    code: 'TL_WEIGHTS_AMBIGUOUS',
    message: new RegExp(`2 trunks: .*(${one}features\\., ${two}|${two}features\\., ${one})features\\.`),
    hint: new RegExp(`--prefix (${one}|${two})features\\.`),
  })),
  {
    case: 'W06: two models in an h5',
    file: 'x.h5',
    write: h5(
      both(
        asKeras(layers, (name) => `model_weights/one/${name}`),
        asKeras(other, (name) => `model_weights/two/${name}`),
      ),
    ),
    code: 'TL_WEIGHTS_AMBIGUOUS',
    message: /2 trunks: model_weights\/one\/, model_weights\/two\//,
    hint: /--prefix model_weights\/one\//,
  },
  {
    case: 'W06: a moving average of each kernel',
    file: 'x.h5',
    write: h5(
      both(
        asKeras(layers, (name) => name, ['kernel/value', 'bias/value']),
        asKeras(other, (name) => name, ['kernel/ExponentialMovingAverage:0', 'bias/ExponentialMovingAverage:0']),
      ),
    ),
    code: 'TL_WEIGHTS_AMBIGUOUS',
    message: /2 trunks: .*ExponentialMovingAverage/,
    hint: /in a file of its own/,
  },
  ...[
    ['weight', 'bias'],
    ['weight', 'bias', 'running_mean'],
    ['weight', 'bias', 'num_batches_tracked'],
    ['running_mean', 'running_var'],
  ].map((keep): Refused => ({
    case: `W08: batch norm with ${keep.join(', ')} only`,
    file: 'x.safetensors',
    write: safetensors(asTorchvisionBn(layers, keep)),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /its batch norm features\.1 has no (running_mean, )?(running_var|weight, bias)/,
    hint: /state_dict\(\)/,
  })),
  {
    case: 'W08: a variance below zero',
    file: 'x.safetensors',
    write: safetensors(
      withValue(
        asTorchvisionBn(layers, ['weight', 'bias', 'running_mean', 'running_var']),
        'features.4.running_var',
        -0.1,
      ),
    ),
    code: 'TL_WEIGHTS_NOT_FINITE',
    message: /features\.4\.running_var is a variance and has negative values/,
    hint: /earlier checkpoint/,
  },
  {
    case: 'W08: norms of three layers of 13',
    file: 'x.safetensors',
    write: safetensors(
      Object.fromEntries(
        Object.entries(asTorchvisionBn(layers, ['weight', 'bias', 'running_mean', 'running_var'])).filter(
          ([name]) =>
            (!name.includes('running') && !/features\.([4-9]|[1-4]\d)\./.test(name)) ||
            !/\.running_|features\.(1|4|8|11|15|18|21|25|28|31|35|38|41)\./.test(name) ||
            /features\.(1|4|8)\./.test(name),
        ),
      ),
    ),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /3 batch norms .* for 13 convolutions/,
    hint: /state_dict\(\)/,
  },
  {
    case: 'W08: nodes of ONNX with batch norms that no name tells',
    file: 'x.onnx',
    write: async (path) => {
      const places = layers.map((_, at): [string, string] => [`features.${at}.weight`, `features.${at}.bias`]);
      const nodes = vggNodes(places, { opType: 'BatchNormalization' });
      await writeOnnx(
        path,
        Object.entries(asTorchvision(layers, (_, at) => `features.${at}`)).map((one) => onnxTensor(...one)),
        nodes,
      );
    },
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /its nodes have batch norms whose tensors are not found/,
    hint: /with the norms folded/,
  },
  {
    case: 'W08: batch norm of Keras in the trunk',
    file: 'x.h5',
    write: h5(
      layers.reduce<Tensors>(
        (all, { bias }, at) =>
          both(all, kerasNorm(`model_weights/batch_normalization${at === 0 ? '' : `_${at}`}`, bias.data.length)),
        keras,
      ),
    ),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /batch normalisation with 0\.001 added to the variance, as Keras has it/,
    hint: /Fold the norms/,
  },
  {
    case: 'W08: one batch norm between the convolutions of a model of Keras',
    file: 'x.h5',
    write: h5(both(keras, kerasNorm('model_weights/inner/inner', 1)), {
      attributes: {
        model_config: kerasConfiguration(layers, 'relu', (at) =>
          at === 0 ? [{ class_name: 'BatchNormalization', config: { name: 'inner' } }] : [],
        ),
      },
    }),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /1 batch norm .* for 13 convolutions/,
    hint: /running statistics included/,
  },
  {
    case: 'W15: another activation than the trunk has, in a graph',
    file: 'x.onnx',
    write: graph('pytorch', { opType: 'HardSwish' }),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /its activations are HardSwish/,
    hint: /with ReLU/,
  },
  {
    case: 'W03: compressed by a filter that is not read',
    file: 'x.h5',
    write: async (path) => await writeFile(path, gunzipSync(Buffer.from(lzfFile, 'base64'))),
    code: 'TL_WEIGHTS_INVALID',
    message: /is compressed in a way that is not read here; gzip is/,
    hint: /with gzip/,
  },
  {
    case: 'W08: adapters beside the kernels',
    file: 'x.safetensors',
    write: safetensors(
      both(torch, {
        'features.0.lora_A.default.weight': { shape: [1, 3, 3, 3], data: new Float32Array(27).fill(1) },
        'features.0.lora_B.default.weight': { shape: [1, 1, 1, 1], data: new Float32Array(1).fill(1) },
      }),
    ),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /what was trained lies in adapters beside its kernels \(features\.0\.lora_A\.default\.weight\)/,
    hint: /merge_and_unload/,
  },
  ...['weight_orig', 'weight_v', 'parametrizations.weight.original1'].map((name): Refused => ({
    case: `W08: kernels called ${name}, from which torch makes them`,
    file: 'x.safetensors',
    write: safetensors(renamed(torch, (one) => one.replace(/weight$/, name))),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /its kernels are parametrised, by weight norm, spectral norm or pruning \(features\.0\./,
    hint: /remove_parametrizations/,
  })),
  {
    case: 'W14: another activation than the trunk has',
    file: 'x.h5',
    write: h5(keras, { attributes: { model_config: kerasConfiguration(layers, 'gelu') } }),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /its activations are gelu/,
    hint: /with ReLU/,
  },
  ...(
    [
      ['an upper bound, as MobileNet has it', { max_value: 6, negative_slope: 0, threshold: 0 }],
      ['a threshold', { max_value: null, negative_slope: 0, threshold: 0.5 }],
    ] as const
  ).map(([what, config]): Refused => ({
    case: `W14: ReLU with ${what}`,
    file: 'x.h5',
    write: h5(keras, {
      attributes: {
        model_config: kerasConfiguration(layers, 'linear', (at) => [
          { class_name: 'ReLU', config: { name: `relu${at}`, ...config } },
        ]),
      },
    }),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /its activations are ReLU with (?:an upper bound|a threshold)/,
    hint: /with ReLU, or LeakyReLU of one slope/,
  })),
  ...[NaN, Infinity, -Infinity].map((value): Refused => ({
    case: `W09: ${value} in a kernel`,
    file: 'x.safetensors',
    write: safetensors(withValue(torch, 'features.12.weight', value)),
    code: 'TL_WEIGHTS_NOT_FINITE',
    message: new RegExp(`features\\.12\\.weight holds ${value} \\(1 of 144 values are not finite\\)`),
    hint: /earlier checkpoint/,
  })),
  {
    case: 'W09: NaN in a bias of an h5',
    file: 'x.h5',
    write: h5(withValue(keras, 'model_weights/block2_conv1/block2_conv1/bias:0', NaN)),
    code: 'TL_WEIGHTS_NOT_FINITE',
    message: /block2_conv1\/bias:0 holds NaN/,
    hint: /earlier checkpoint/,
  },
  {
    case: 'W09: infinity in float16',
    file: 'x.safetensors',
    write: safetensors(
      mapped(torch, ({ shape, data }) => ({
        shape,
        data: new Uint16Array(data.length).fill(0x7c00),
        elementType: 'F16',
      })),
    ),
    code: 'TL_WEIGHTS_NOT_FINITE',
    message: /features\.0\.weight holds Infinity/,
    hint: /earlier checkpoint/,
  },
  {
    case: 'W09: float64 beyond float32',
    file: 'x.safetensors',
    write: safetensors(
      mapped(torch, ({ shape, data }) => ({ shape, data: new Float64Array(data.length).fill(1e300) })),
    ),
    code: 'TL_WEIGHTS_NOT_FINITE',
    message: /1e\+300, beyond float32/,
    hint: /earlier checkpoint/,
  },
  {
    case: 'W09: zeros that were never written',
    file: 'x.safetensors',
    write: safetensors(scaled(torch, 0)),
    code: 'TL_WEIGHTS_NOT_FINITE',
    message: /features\.0\.weight holds nothing but zeros/,
    hint: /fetch the file again/,
  },
  ...(['I8', 'F8_E4M3'] as const).map((type): Refused => ({
    case: `W11: safetensors of ${type}`,
    file: 'x.safetensors',
    write: safetensors(typed(torch, type)),
    code: 'TL_WEIGHTS_QUANTISED',
    message: new RegExp(`features\\.0\\.weight is ${type}`),
    hint: /before it was quantised/,
  })),
  {
    case: 'W11: int8 ONNX',
    file: 'x.onnx',
    write: onnx(
      Object.fromEntries(
        Object.entries(typed(asKerasOnnx(), 'I8')).flatMap(([name, tensor]) => [
          [`${name}_quantized`, tensor],
          [`${name}_scale`, { shape: [], data: Float32Array.of(0.01) }],
          [`${name}_zero_point`, { shape: [1], data: Int8Array.of(0) }],
        ]),
      ),
    ),
    code: 'TL_WEIGHTS_QUANTISED',
    message: /_quantized is I8/,
    hint: /before it was quantised/,
  },
  {
    case: 'W11: float kernels behind DequantizeLinear',
    file: 'x.onnx',
    write: async (path) => {
      const names = layers.map((_, at): [string, string] => [`q${at}`, `bias${at}`]);
      const dequantised = layers.map((_, at) => ({
        opType: 'DequantizeLinear',
        input: [`features.${at}.weight`],
        output: [`q${at}`],
      }));
      await writeOnnx(
        path,
        Object.entries(asTorchvision(layers, (_, at) => `features.${at}`)).map((one) => onnxTensor(...one)),
        [...dequantised, ...vggNodes(names)],
      );
    },
    code: 'TL_WEIGHTS_QUANTISED',
    message: /take quantised weights/,
    hint: /before it was quantised/,
  },
  {
    case: 'W13: this project’s names without metadata',
    file: 'x.safetensors',
    write: safetensors(own),
    code: 'TL_WEIGHTS_UNDESCRIBED',
    message: /does not say with which slope and on pictures prepared in which way/,
    hint: /--like imagenet-vgg16/,
  },
  {
    case: 'W15: an ONNX model by nobody, whose names say nothing',
    file: 'x.onnx',
    write: graph(''),
    code: 'TL_WEIGHTS_UNDESCRIBED',
    message: /does not say on pictures prepared in which way/,
    hint: /--like/,
  },
  {
    case: 'W19: VGG19 in safetensors',
    file: 'x.safetensors',
    write: safetensors(asTorchvision(vgg19)),
    ...isVgg('VGG19', 16),
  },
  {
    case: 'W19: VGG11',
    file: 'x.safetensors',
    write: safetensors(asTorchvision(madeLayers('VGG11'))),
    ...isVgg('VGG11', 8),
  },
  {
    case: 'W19: VGG13',
    file: 'x.safetensors',
    write: safetensors(asTorchvision(madeLayers('VGG13'))),
    ...isVgg('VGG13', 10),
  },
  { case: 'W19: VGG19 in an h5 of Keras', file: 'x.h5', write: h5(asKeras(vgg19)), ...isVgg('VGG19', 16) },
  {
    case: 'W19: VGG19 in .keras',
    file: 'x.keras',
    write: zipped('model.weights.h5', h5(asKeras(vgg19, keras3Group, ['vars/0', 'vars/1']))),
    ...isVgg('VGG19', 16),
  },
  { case: 'W19: VGG19 in ONNX', file: 'x.onnx', write: onnx(asTorchvision(vgg19)), ...isVgg('VGG19', 16) },
  {
    case: 'W19: a ResNet',
    file: 'x.safetensors',
    write: safetensors({ 'layer1.0.conv1.weight': { shape: [1, 1, 3, 3], data: new Float32Array(9) } }),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /this is a ResNet \(ResNet-18 or -34\)/,
    hint: /13 convolutions of VGG16/,
  },
  {
    case: 'W19: a trunk without its last layers',
    file: 'x.h5',
    write: h5(asKeras(layers.slice(0, 11))),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /block5_conv2, block5_conv3 are missing of its 13 convolutions/,
    hint: /whole trunk/,
  },
  {
    case: "W20: Theano's order in an h5",
    file: 'x.h5',
    write: h5(asKeras(layers.map((layer) => ({ ...layer, kernel: outputsFirst(layer.kernel) })))),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /wrong order: they are \[outputs, inputs, height, width\], Theano's order/,
    hint: /mirrored/,
  },
  {
    case: "W20: TensorFlow's order under torchvision's names",
    file: 'x.safetensors',
    write: safetensors(
      renamed(Object.fromEntries(layers.map((layer, at) => [`features.${at}.weight`, layer.kernel])), (name) => name),
    ),
    code: 'TL_WEIGHTS_UNRECOGNISED',
    message: /wrong order: they are \[height, width, inputs, outputs\]/,
    hint: /Save the kernels as \[outputs, inputs, height, width\]/,
  },
  ...['x.safetensors', 'x.h5', 'x.onnx', 'x.pth'].map((file): Refused => ({
    case: `W21: a Git LFS pointer named ${file}`,
    file,
    write: bytes('version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 553433881\n'),
    code: 'TL_WEIGHTS_INVALID',
    message: /is a Git LFS pointer/,
    hint: /git lfs pull/,
  })),
  {
    case: 'W21: a page of a server',
    file: 'x.safetensors',
    write: bytes('<!DOCTYPE html><html><body>Sign in</body></html>'),
    code: 'TL_WEIGHTS_INVALID',
    message: /is an HTML page/,
    hint: /Fetch the file again/,
  },
  ...[0.3, 0.5, 0.9].map((share): Refused => ({
    case: `W22: ${100 * share} % of an h5`,
    file: 'x.h5',
    write: async (path) => {
      await writeH5(path, keras);
      const whole = await readFile(path);
      await writeFile(path, whole.subarray(0, Math.round(whole.length * share)));
    },
    code: 'TL_WEIGHTS_TRUNCATED',
    message: /^[^\n]*was cut off: it has \d+ of its \d+ bytes\.$/,
    hint: /Fetch the file again/,
  })),
  {
    case: 'W23: a zip of PyTorch with a pickle',
    file: 'x.pth',
    write: zipped('archive/data.pkl', bytes('\x80\x02cos\nsystem\n(S"touch pwned"\ntR.')),
    code: 'TL_WEIGHTS_INVALID',
    message: /PyTorch checkpoint \(a pickle in a zip archive\)/,
    hint: /can run code.*weights_only=True/,
  },
  {
    case: 'W23: a pickle of PyTorch before 1.6',
    file: 'x.pth',
    write: bytes('\x80\x02cos\nsystem\n(S"touch pwned"\ntR.'),
    code: 'TL_WEIGHTS_INVALID',
    message: /is a pickled PyTorch file/,
    hint: /can run code/,
  },
  ...['../../x.safetensors', '/x.safetensors', 'a/../../x.h5', '..\\x.safetensors'].map((entry): Refused => ({
    case: `W25: a zip with the entry ${entry}`,
    file: 'x.zip',
    write: zipped(entry, safetensors(torch)),
    code: 'TL_WEIGHTS_INVALID',
    message: /x\.zip is not a usable archive: .*x\./,
    hint: /a source you trust/,
  })),
  {
    case: 'W25: a zip cut in half',
    file: 'x.zip',
    write: async (path) => {
      await zipped('x.safetensors', safetensors(torch))(path);
      const whole = await readFile(path);
      await writeFile(path, whole.subarray(0, whole.length / 2));
    },
    code: 'TL_WEIGHTS_INVALID',
    message: /is not a usable archive/,
    hint: /Fetch it again/,
  },
  {
    case: 'W25: a zip with two models',
    file: 'x.zip',
    write: zipped('a.safetensors', safetensors(torch), { 'b.onnx': Buffer.from('x') }),
    code: 'TL_WEIGHTS_INVALID',
    message: /2 files of weights \(b\.onnx, a\.safetensors\)/,
    hint: /Unpack it/,
  },
  {
    case: 'W25: weights of ONNX outside of its folder',
    file: 'x.onnx',
    write: async (path) =>
      await writeOnnx(path, [
        {
          ...onnxTensor('w', { shape: [1], data: Float32Array.of(1) }),
          rawData: new Uint8Array(),
          externalData: [{ key: 'location', value: '../secret' }],
        },
      ]),
    code: 'TL_WEIGHTS_INVALID',
    message: /lies in "\.\.\/secret", which is not beside the model/,
    hint: /export the file again/,
  },
  {
    case: 'W15: weights of ONNX beside it, where there are none',
    file: 'x.onnx',
    write: async (path) =>
      await writeOnnx(path, [
        {
          ...onnxTensor('w', { shape: [1], data: Float32Array.of(1) }),
          rawData: new Uint8Array(),
          externalData: [{ key: 'location', value: 'x.data' }],
        },
      ]),
    code: 'TL_FILE_MISSING',
    message: /keeps its weights in .*x\.data, which does not exist/,
    hint: /Put x\.data beside the model/,
  },
];

it.each(refused.map((one) => [one.case, one] as const))(
  '%s is refused, wherever it is read',
  async (_, { file, write, code, message, hint }) => {
    const path = await fresh(file);
    await write(path);
    const error: unknown = await loadWeights(path).catch((one: unknown) => one);
    expect(error).toMatchObject({ code, exitStatus: 2 });
    expect((error as Error).message).toMatch(message);
    expect((error as { hint: string }).hint).toMatch(hint);

    const inspection = await inspectWeights(path).catch((one: unknown) => one);
    if (inspection instanceof Error) expect(inspection.message).toBe((error as Error).message);
    else expect(inspection).toMatchObject({ trunk: { problem: (error as Error).message } });

    const target = await fresh('target.safetensors');
    await writeFile(target, 'what was there');
    await expect(convertWeights(path, target)).rejects.toMatchObject({ code });
    expect(await readFile(target, 'utf8')).toBe('what was there');

    if (code === 'TL_WEIGHTS_UNDESCRIBED') return;
    const set = { ...imagenetVgg16, name: `set-${count}`, digests: undefined, sources: [] };
    await expect(pullWeightSet(set, { from: path, quiet: true })).rejects.toMatchObject({ code });
    expect(await readdir(join(folder, 'cache', 'weights'))).toEqual([]);
  },
);

it("W28: a set's numbers under torchvision's names keep the set's preprocessing, in float32 and in float16", async () => {
  const half = mapped(torch, ({ shape, data }) => ({ shape, data: toHalf(data as Float32Array), elementType: 'F16' }));
  const [whole, short] = [await fresh('x.safetensors'), await fresh('x.safetensors')];
  await writeSafetensors(whole, torch);
  await writeSafetensors(short, half);
  const { digest } = await loadWeights(short);
  const { parameters } = await loadWeights(whole);
  const digests = digestParameters(parameters);
  const remove = registerWeightSet(
    defineWeightSet({ ...imagenetVgg16, name: 'narrow-caffe', digests, roundedDigests: { F16: digest } }),
  );
  try {
    expect(await loadWeights(whole)).toMatchObject({
      set: { name: 'narrow-caffe' },
      preprocessing: kerasPreprocessing,
    });
    expect(await loadWeights(short)).toMatchObject({ set: undefined, preprocessing: kerasPreprocessing });
  } finally {
    remove();
  }
  expect((await loadWeights(short)).preprocessing.channels).toBe('RGB');
});

/** Any bits of float16 will do: 11 significant bits of values below 1 are cut off. */
function toHalf(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
    const fraction = Math.floor((Math.abs(value) / 2 ** exponent - 1) * 1024);
    return fraction < 0 ? 0 : (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
  });
}

it('W27: a converted file appears whole, and a wrong one leaves target and cache as they were', async () => {
  const [from, to] = [await fresh('cut.safetensors'), await fresh('there.safetensors')];
  await writeSafetensors(from, torch);
  await convertWeights(from, to);
  const before = await readFile(to);
  await writeFile(from, (await readFile(from)).subarray(0, 9_000));
  await expect(convertWeights(from, to)).rejects.toMatchObject({ code: 'TL_WEIGHTS_TRUNCATED' });
  expect(await readFile(to)).toEqual(before);
});
