import { afterAll, beforeAll, expect, it } from 'vitest';
import { countTensors, startEngine, tf, valueAndGradients, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { expectNoLeaks } from '@trunkline/testkit';
import { createTrunk, globalAveragePool, layerAfter } from './trunk.ts';

beforeAll(async () => void (await startEngine()));
afterAll(() => tf.disposeVariables());

const small = { name: 'vgg16-gap', width: 1 / 16 } as const;

function images(height: number, width: number, batch = 2): Tensor4D {
  return tf.tidy(() =>
    tf.tensor4d(
      Float32Array.from({ length: batch * height * width * 3 }, (_, i) => Math.sin(i)),
      [batch, height, width, 3],
    ),
  );
}

it('has the layers of VGG16, column D, by stable names', () => {
  const { layers, embeddingWidth } = createTrunk({ name: 'vgg16-gap' });
  expect(layers.map((layer) => ('channels' in layer ? String(layer.channels) : 'M')).join(' ')).toBe(
    '64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M',
  );
  expect(layers.map(({ name }) => name).slice(0, 4)).toEqual([
    'block1_conv1',
    'block1_conv2',
    'block1_pool',
    'block2_conv1',
  ]);
  expect(layers.at(-1)?.name).toBe('block5_pool');
  expect(embeddingWidth).toBe(512);
});

it('names and shapes its parameters', () => {
  const trunk = createTrunk({ name: 'vgg16-gap' });
  expect(trunk.parameters({ to: 'block1_conv1' })).toEqual([
    { name: 'backbone/block1_conv1/kernel', shape: [3, 3, 3, 64], learnable: true },
    { name: 'backbone/block1_conv1/bias', shape: [64], learnable: true },
  ]);
  expect(trunk.parameterNames()).toHaveLength(26);
  expect(createTrunk({ ...small, batchNorm: true }).parameterNames()).toHaveLength(26 + 13 * 4);
});

it('names its blocks, in order, and what is in them', () => {
  const trunk = createTrunk({ ...small, batchNorm: true });
  expect(trunk.blocks.map(({ name }) => name)).toEqual(['block1', 'block2', 'block3', 'block4', 'block5']);
  expect(trunk.blocks.flatMap(({ layers }) => layers)).toEqual(trunk.layers.map(({ name }) => name));
  expect(trunk.blocks.flatMap(({ parameters }) => parameters)).toEqual(trunk.parameterNames());
  expect(trunk.blocks[0]?.layers).toEqual(['block1_conv1', 'block1_bn1', 'block1_conv2', 'block1_bn2', 'block1_pool']);
  expect(trunk.options).toEqual({ width: 1 / 16, batchNorm: true, negativeSlope: 0.2 });
});

it('says the shape of its maps, of the last and of any', () => {
  const trunk = createTrunk({ name: 'vgg16-gap' });
  expect(trunk.outputShape(64)).toEqual([2, 2, 512]);
  expect(trunk.outputShape(70)).toEqual([2, 2, 512]);
  expect(trunk.outputShape(70, 'block2_conv1')).toEqual([35, 35, 128]);
  expect(() => trunk.outputShape(31)).toThrow(/31 × 31 px/);
  expect(() => trunk.outputShape(64, 'block6')).toThrow(/no layer "block6"/);
});

it('initial kernels have the standard deviation of He 2015 for the slope, biases are 0', () => {
  const trunk = createTrunk({ name: 'vgg16-gap', negativeSlope: 0.2, width: 0.5 });
  const parameters = trunk.init(createRandom(0));
  const kernel = parameters['backbone/block3_conv2/kernel'];
  const deviation = tf.tidy(
    () =>
      tf
        .moments(kernel ?? tf.zeros([1]))
        .variance.sqrt()
        .dataSync()[0],
  );
  expect(deviation).toBeCloseTo(Math.sqrt(2 / (1.04 * 9 * 128)), 3);
  expect(parameters['backbone/block3_conv2/bias']?.dataSync().every((value) => value === 0)).toBe(true);
  tf.dispose(parameters);
});

it('the same seed gives the same parameters, another seed others', () => {
  const trunk = createTrunk(small);
  const [one, same, other] = [0, 0, 1].map((seed) => {
    const parameters = trunk.init(createRandom(seed));
    const values = [...(parameters['backbone/block5_conv3/kernel']?.dataSync() ?? [])];
    tf.dispose(parameters);
    return values;
  });
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});

it.each([
  [false, 0],
  [false, 0.2],
  [true, 0.2],
])(
  'running two ranges one after the other equals running all (batch norm %s, slope %s)',
  (batchNorm, negativeSlope) => {
    const trunk = createTrunk({ ...small, batchNorm, negativeSlope });
    const parameters = trunk.init(createRandom(3));
    const input = images(32, 48);
    for (const { name } of trunk.layers.slice(0, -1)) {
      tf.tidy(() => {
        const whole = trunk.apply(parameters, input);
        const below = trunk.apply(parameters, input, { to: name });
        const from = layerAfter(trunk, name);
        expect([...trunk.apply(parameters, below, { from }).dataSync()]).toEqual([...whole.dataSync()]);
      });
    }
    expect(layerAfter(trunk, 'block5_pool')).toBeUndefined();
    tf.dispose([input, parameters]);
  },
);

it('a forward pass and a gradient leak nothing', () => {
  const trunk = createTrunk({ ...small, batchNorm: true });
  const parameters = trunk.init(createRandom(0));
  const input = images(32, 32);
  expectNoLeaks(() => trunk.apply(parameters, input).dispose());
  const learnable = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value.trainable));
  const before = countTensors();
  const result = valueAndGradients(
    () => trunk.apply(parameters, input, {}, { training: true }).square().mean(),
    learnable,
  );
  expect(Object.keys(result.gradients)).toEqual(Object.keys(learnable));
  tf.dispose(result.gradients);
  expect(countTensors()).toBe(before);
  tf.dispose([input, parameters]);
});

it('frozen layers get no gradient and frozen statistics stay, bit for bit', () => {
  const trunk = createTrunk({ ...small, batchNorm: true });
  const parameters = trunk.init(createRandom(0));
  const input = images(32, 32);
  const frozen = (name: string): boolean => !name.startsWith('backbone/block5');
  const trained = Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => value.trainable && !frozen(name)),
  );
  const statistics = (name: string): number[] => [...(parameters[`backbone/${name}/mean`]?.dataSync() ?? [])];
  const [low, high] = [statistics('block4_bn3'), statistics('block5_bn1')];
  const { gradients } = valueAndGradients(
    () =>
      trunk
        .apply(parameters, input, {}, { training: true, trainable: (name) => !frozen(name) })
        .square()
        .mean(),
    trained,
  );
  expect(Object.keys(gradients).sort()).toEqual(Object.keys(trained).sort());
  expect(statistics('block4_bn3')).toEqual(low);
  expect(statistics('block5_bn1')).not.toEqual(high);
  tf.dispose([input, parameters, gradients]);
});

it.each([
  [31, 32],
  [32, 16],
  [1, 1],
])('refuses images of %i × %i px', (height, width) => {
  const trunk = createTrunk(small);
  const parameters = trunk.init(createRandom(0));
  const input = images(height, width);
  expect(() => trunk.apply(parameters, input, { to: 'block1_conv1' })).toThrow(
    expect.objectContaining({
      code: 'TL_IMAGE_TOO_SMALL',
      exitStatus: 2,
      message: expect.stringContaining(`${height} × ${width} px, vgg16-gap needs at least 32 × 32`) as string,
    }),
  );
  tf.dispose([input, parameters]);
});

it('names what is wrong: layer, range, parameter, shape, options', () => {
  const trunk = createTrunk(small);
  const parameters = trunk.init(createRandom(0));
  const input = images(32, 32);
  const code = (expected: string): unknown => expect.objectContaining({ code: expected });
  expect(() => trunk.apply(parameters, input, { to: 'block9' })).toThrow(code('TL_LAYER_UNKNOWN'));
  expect(() => trunk.parameters({ from: 'block2_conv1', to: 'block1_conv1' })).toThrow(code('TL_LAYER_UNKNOWN'));
  expect(() => trunk.apply({}, input)).toThrow(code('TL_PARAMETER_MISSING'));
  expect(() => createTrunk({ name: 'vgg16-gap' }).apply(parameters, input)).toThrow(code('TL_BAD_SHAPE'));
  expect(() => trunk.apply(parameters, input, { from: 'block2_conv1' })).toThrow(code('TL_BAD_SHAPE'));
  expect(() => createTrunk({ name: 'vgg16-gap', negativeSlope: -1 })).toThrow(code('TL_BAD_OPTION'));
  expect(() => createTrunk({ name: 'vgg16-gap', width: 0 })).toThrow(code('TL_BAD_OPTION'));
  expect(() => createTrunk({ name: 'vgg16-gap', depth: 3 })).toThrow(code('TL_BAD_OPTION'));
  expect(() => createTrunk({ name: 'resnet' })).toThrow(code('TL_TRUNK_UNKNOWN'));
  tf.dispose([input, parameters]);
});

it('global average pooling is the mean of each channel', () => {
  tf.tidy(() => {
    const maps = tf.tensor4d([1, 10, 2, 20, 3, 30, 6, 60], [1, 2, 2, 2]);
    expect([...globalAveragePool(maps).dataSync()]).toEqual([3, 30]);
  });
});
