import { beforeAll, describe, expect, it } from 'vitest';
import {
  convolutionStack,
  countNativeTensors,
  countTensors,
  createRandom,
  randomNormal,
  startEngine,
  stopGradient,
  tf,
  valueAndGradients,
  type ConvolutionStackOptions,
  type Parameters,
  type Random,
  type Scalar,
  type StackLayer,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '../../index.ts';
import { engineState } from '../../backend/engine-state.ts';
import type { NativeBackend } from '../../backend/native-binding.ts';
import { checkGradient, expectNoLeaks, relativeError } from '../../testing/index.ts';
import { plainStack } from './plain-stack.ts';

beforeAll(async () => {
  const engine = await startEngine();
  expect(engine.name).toBe('tensorflow');
});

function convolution(random: Random, name: string, inputs: number, outputs: number, negativeSlope: number): StackLayer {
  return {
    kind: 'convolution',
    name,
    kernel: randomNormal(random, [3, 3, inputs, outputs], Math.sqrt(2 / (9 * inputs))),
    bias: randomNormal(random, [outputs], 0.1),
    negativeSlope,
    trainable: true,
  };
}

function batchNorm(random: Random, name: string, channels: number, statistics: 'batch' | 'moving'): StackLayer {
  return {
    kind: 'batch-norm',
    name,
    scale: tf.add(randomNormal(random, [channels], 0.1), 1) as Tensor1D,
    offset: randomNormal(random, [channels], 0.1) as Tensor1D,
    movingMean: randomNormal(random, [channels], 0.1) as Tensor1D,
    movingVariance: tf.add(tf.square(randomNormal(random, [channels], 0.3)), 0.5) as Tensor1D,
    negativeSlope: 0.2,
    trainable: true,
    statistics,
  };
}

function stackOf(slope: number): StackLayer[] {
  const random = createRandom(1);
  return [
    convolution(random, 'one', 3, 4, slope),
    convolution(random, 'two', 4, 5, slope),
    { kind: 'max-pool', name: 'pool' },
    convolution(random, 'three', 5, 4, slope),
  ];
}

function withBatchNorm(statistics: 'batch' | 'moving'): StackLayer[] {
  const random = createRandom(2);
  return [
    convolution(random, 'one', 3, 4, 1),
    batchNorm(random, 'one_norm', 4, statistics),
    { kind: 'max-pool', name: 'pool' },
    convolution(random, 'two', 4, 5, 1),
    batchNorm(random, 'two_norm', 5, statistics),
  ];
}

const parametersOf = (layers: readonly StackLayer[]): Tensor[] =>
  layers.flatMap((layer): Tensor[] => {
    if (layer.kind === 'convolution') return [layer.kernel, layer.bias];
    return layer.kind === 'batch-norm' ? [layer.scale, layer.offset] : [];
  });

function cosine(first: Float32Array, second: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot(first, second) / Math.sqrt(dot(first, first) * dot(second, second));
}

/** The same layers over other parameters. */
function replaceParameters(layers: readonly StackLayer[], parameters: readonly Tensor[]): StackLayer[] {
  const rest = [...parameters];
  return layers.map((layer): StackLayer => {
    if (layer.kind === 'max-pool') return layer;
    const [first, second] = rest.splice(0, 2);
    if (layer.kind === 'convolution') return { ...layer, kernel: first as Tensor4D, bias: second as Tensor1D };
    return { ...layer, scale: first as Tensor1D, offset: second as Tensor1D };
  });
}

const stacks: [string, () => StackLayer[]][] = [
  ['ReLU', () => stackOf(0)],
  ['LeakyReLU 0.2', () => stackOf(0.2)],
  ['no activation', () => stackOf(1)],
  ['batch norm by the batch', () => withBatchNorm('batch')],
  ['batch norm by moving statistics', () => withBatchNorm('moving')],
];

describe.each(stacks)('convolutionStack with %s', (_name, make) => {
  const weights = () => randomNormal(createRandom(5), [2, 4, 5, 1]);
  const input = () => randomNormal(createRandom(3), [2, 9, 10, 3]) as Tensor4D;

  it('gives the values and gradients of plain ops', () => {
    const layers = make();
    const loss =
      (stack: typeof plainStack) =>
      (x: Tensor, ...parameters: Tensor[]) =>
        tf.sum(tf.mul(tf.sin(stack(x as Tensor4D, replaceParameters(layers, parameters), true)), weights())) as Scalar;
    const native = (x: Tensor4D, own: readonly StackLayer[]) => convolutionStack(x, own);
    const inputs = [input(), ...parametersOf(layers)];
    const ours = tf.valueAndGrads(loss(native))(inputs);
    const plain = tf.valueAndGrads(loss(plainStack))(inputs);
    expect(relativeError(ours.value.dataSync(), plain.value.dataSync())).toBeLessThan(1e-5);
    for (const [index, gradient] of ours.grads.entries()) {
      const expected = (plain.grads[index] as Tensor).dataSync();
      // The gradient of a bias before batch normalisation by the batch is zero but for rounding.
      if (Math.max(...expected.map(Math.abs)) < 1e-4) {
        expect(Math.max(...gradient.dataSync().map(Math.abs))).toBeLessThan(1e-4);
      } else expect(relativeError(gradient.dataSync(), expected)).toBeLessThan(2e-5);
    }
  });

  it('has the gradients that finite differences give', () => {
    const layers = make();
    // Smooth enough for differences: far from the kinks of the activations for nearly all elements.
    const loss = (x: Tensor, ...parameters: Tensor[]) =>
      tf.mean(tf.square(convolutionStack(x as Tensor4D, replaceParameters(layers, parameters)))) as Scalar;
    const small = randomNormal(createRandom(3), [1, 4, 4, 3]);
    const parameters = parametersOf(layers);
    checkGradient(loss, [small, ...parameters], { step: 3e-3, tolerance: 0.06, elements: 12 });
  });

  it.each([
    ['bfloat16', { precision: 'bfloat16' }],
    ['blocks computed again', { recompute: ['three', 'two'] }],
    ['both', { precision: 'bfloat16', recompute: ['three', 'two'] }],
  ] as const)('gives the same with %s, and leaks nothing', (_way, options) => {
    const layers = make();
    const loss =
      (more: ConvolutionStackOptions) =>
      (x: Tensor, ...parameters: Tensor[]) =>
        tf.sum(
          tf.mul(tf.sin(convolutionStack(x as Tensor4D, replaceParameters(layers, parameters), more)), weights()),
        ) as Scalar;
    const inputs = [input(), ...parametersOf(layers)];
    const expected = tf.valueAndGrads(loss({}))(inputs).grads;
    const given = tf.valueAndGrads(loss(options))(inputs).grads;
    for (const [index, gradient] of expected.entries()) {
      const values = gradient.dataSync() as Float32Array;
      const ours = given[index] as Tensor;
      expect(ours.dtype).toBe('float32');
      if (!('precision' in options)) expect([...ours.dataSync()]).toEqual([...values]);
      // A rounded value may fall on the other side of a kink or lose against its neighbour in a pool, so single elements
      // differ by all they are worth; together they point the same way. (Before batch normalisation a bias has none.)
      else if (Math.max(...values.map(Math.abs)) > 1e-4) {
        expect(cosine(ours.dataSync() as Float32Array, values)).toBeGreaterThan(0.98);
      }
    }
    const x = input();
    expectNoLeaks(() => convolutionStack(x, layers, options));
    expectNoLeaks(() => tf.grad((value) => tf.sum(convolutionStack(value as Tensor4D, layers, options)))(x));
  });

  it('leaks nothing, with gradients and without', () => {
    const layers = make();
    const x = input();
    expectNoLeaks(() => convolutionStack(x, layers));
    expectNoLeaks(() => tf.grad((value) => tf.sum(convolutionStack(value as Tensor4D, layers)))(x));
  });
});

describe('convolutionStack', () => {
  const x = () => randomNormal(createRandom(3), [2, 8, 8, 3]) as Tensor4D;
  const variablesOf = (layers: StackLayer[]): { layers: StackLayer[]; variables: Parameters } => {
    const variables: Parameters = {};
    const own = layers.map((layer): StackLayer => {
      if (layer.kind !== 'convolution') return layer;
      const kernel = (variables[`${layer.name}/kernel`] = tf.variable(layer.kernel)) as unknown as Tensor4D;
      const bias = (variables[`${layer.name}/bias`] = tf.variable(layer.bias)) as unknown as Tensor1D;
      return { ...layer, kernel, bias };
    });
    return { layers: own, variables };
  };

  it.each(['float32', 'bfloat16'] as const)('adds up the gradients of biases in float32 with %s', (precision) => {
    const layers = [convolution(createRandom(1), 'one', 3, 4, 1)];
    const [, bias] = parametersOf(layers) as [Tensor, Tensor];
    const pixels = randomNormal(createRandom(3), [2, 128, 128, 3]) as Tensor4D;
    const weights = tf.round(tf.mul(randomNormal(createRandom(5), [2, 128, 128, 4]), 16)); // exact in bfloat16
    const loss = (value: Tensor) => {
      const own = replaceParameters(layers, [parametersOf(layers)[0] as Tensor, value]);
      return tf.sum(tf.mul(convolutionStack(pixels, own, { differentiateInput: false, precision }), weights)) as Scalar;
    };
    const expected = tf.sum(weights, [0, 1, 2]).dataSync();
    const gradient = tf.grad(loss)(bias).dataSync();
    expect(relativeError(gradient, expected)).toBeLessThan(precision === 'float32' ? 1e-6 : 3e-3);
  });

  it('finds the maxima of pools as TensorFlow’s own gradient does, also of ties and odd sides', () => {
    for (const shape of [
      [2, 9, 7, 3],
      [1, 2, 2, 1],
      [3, 8, 8, 16],
    ] as const) {
      const x = tf.round(randomNormal(createRandom(3), [...shape])) as Tensor4D;
      const pool: StackLayer[] = [{ kind: 'max-pool', name: 'pool' }];
      const weights = randomNormal(createRandom(5), convolutionStack(x, pool).shape);
      const gradientOf = (stack: (value: Tensor4D) => Tensor): Float32Array =>
        tf
          .grad((value) => tf.sum(tf.mul(stack(value as Tensor4D), weights)))(x)
          .dataSync() as Float32Array;
      const own = gradientOf((value) => convolutionStack(value, pool));
      expect([...own]).toEqual([...gradientOf((value) => tf.maxPool(value, 2, 2, 'valid'))]);
    }
  });

  /** Names of the kernels that `work` calls, on an engine that does not know those of `unknown`. */
  function kernelsOf(work: () => void, unknown?: RegExp): string[] {
    const native = engineState.native as NativeBackend;
    const names: string[] = [];
    const binding = Object.create(native.binding, {
      executeOp: {
        value: (name: string, ...rest: [never, never, never]) => {
          names.push(name);
          if (unknown?.test(name)) throw new Error(`Op type not registered '${name}'`);
          return native.binding.executeOp(name, ...rest);
        },
      },
    }) as NativeBackend['binding'];
    try {
      engineState.native = Object.create(native, { binding: { value: binding } }) as NativeBackend;
      work();
    } finally {
      engineState.native = native;
    }
    return names;
  }

  const gradientOf = (layers: readonly StackLayer[]) =>
    tf
      .grad((value) => tf.sum(tf.sin(convolutionStack(value as Tensor4D, layers))))(x())
      .dataSync();

  it.each(['_MklNativeMaxPool', '_MklNativeMaxPoolGrad', '_MklNativeConv2DWithBias', '_Mkl'])(
    'gives the same where oneDNN has no %s',
    (name) => {
      const layers = stackOf(0.2);
      const expected = gradientOf(layers);
      const unknown = name === '_Mkl' ? /^_Mkl/ : new RegExp(`^${name}$`);
      const before = countNativeTensors();
      const names = kernelsOf(() => expect(relativeError(gradientOf(layers), expected)).toBeLessThan(1e-5), unknown);
      expect(names).toContain('MaxPoolGrad');
      expect(names).toContain('BiasAdd');
      expect(countNativeTensors() - before).toBeLessThan(3); // the tensors of this test's own
    },
  );

  it.runIf(process.arch === 'x64' && process.env['TF_ENABLE_ONEDNN_OPTS'] !== '0')(
    'calls oneDNN’s own kernels on a processor',
    () => {
      if ((engineState.native as NativeBackend).binding.isUsingGpuDevice()) return;
      const names = kernelsOf(() => gradientOf(stackOf(0.2)));
      for (const name of ['MaxPool', 'MaxPoolGrad', 'Conv2DWithBias']) expect(names).toContain(`_MklNative${name}`);
      expect(names).not.toContain('MaxPoolGrad');
    },
  );

  it('computes no gradient for layers that are not trainable', () => {
    const made = variablesOf(stackOf(0.2));
    const layers = made.layers.map((layer): StackLayer =>
      layer.kind === 'convolution' ? { ...layer, trainable: layer.name === 'three' } : layer,
    );
    const loss = () => tf.mean(convolutionStack(x(), layers, { differentiateInput: false })) as Scalar;
    const { gradients } = valueAndGradients(loss, made.variables);
    expect(Object.keys(gradients)).toEqual(['three/kernel', 'three/bias']);
  });

  it('keeps nothing between the layers when no gradient is taken', () => {
    const { layers } = variablesOf(stackOf(0.2));
    const pixels = x();
    convolutionStack(pixels, layers).dispose();
    const before = countNativeTensors();
    const maps = convolutionStack(pixels, layers);
    expect(countNativeTensors()).toBe(before + 1);
    maps.dispose();
  });

  it('keeps only what stands above the lowest trainable layer', () => {
    const { layers } = variablesOf(stackOf(0.2));
    const frozen = layers.map((layer): StackLayer =>
      layer.kind === 'convolution' ? { ...layer, trainable: layer.name === 'three' } : layer,
    );
    const pixels = x();
    convolutionStack(pixels, layers).dispose();
    const keptBy = (own: StackLayer[], options: ConvolutionStackOptions = {}) => {
      let during = 0;
      valueAndGradients(() => {
        const before = countNativeTensors();
        const maps = convolutionStack(pixels, own, { differentiateInput: false, ...options });
        during = countNativeTensors() - before;
        return tf.mean(maps) as Scalar;
      }, variablesFrom(own));
      return during;
    };
    const places = kernelsOf(() => gradientOf(layers)).includes('_MklNativeMaxPoolGrad') ? 1 : 0; // of the maxima
    // The output and the input of layer three; of all: also the maps between one, two and the pool.
    expect(keptBy(frozen)).toBe(2);
    expect(keptBy(layers)).toBe(4 + places);
    // The output and the input of the second block.
    expect(keptBy(layers, { recompute: ['three'] })).toBe(2 + places);
  });

  function variablesFrom(layers: readonly StackLayer[]): Parameters {
    const variables: Parameters = {};
    for (const layer of layers) {
      if (layer.kind !== 'convolution' || !layer.trainable) continue;
      variables[`${layer.name}/kernel`] = layer.kernel as unknown as Parameters[string];
      variables[`${layer.name}/bias`] = layer.bias as unknown as Parameters[string];
    }
    return variables;
  }

  it('frees what waits for a backward pass that never comes', () => {
    const { layers, variables } = variablesOf(stackOf(0.2));
    const pixels = x();
    const failing = () =>
      valueAndGradients(() => {
        tf.mean(convolutionStack(pixels, layers));
        throw new Error('between forward and backward');
      }, variables);
    expect(failing).toThrow('between forward and backward');
    const before = [countTensors(), countNativeTensors()];
    expect(failing).toThrow('between forward and backward');
    expect([countTensors(), countNativeTensors()]).toEqual(before);
    // Also where the loss ends in a branch that does not use the maps.
    const unused = () => {
      const { gradients } = valueAndGradients(() => {
        convolutionStack(pixels, layers);
        return tf.mean(variables['one/bias'] as Tensor) as Scalar;
      }, variables);
      tf.dispose(gradients);
    };
    expectNoLeaks(unused);
  });

  it('hears the statistics of the batch as PyTorch keeps them', () => {
    const pixels = x();
    const heard: { mean: Float32Array; variance: Float32Array }[] = [];
    const norm = batchNorm(createRandom(4), 'norm', 3, 'batch') as Extract<StackLayer, { kind: 'batch-norm' }>;
    const layer: StackLayer = {
      ...norm,
      onStatistics: (mean, variance) => {
        heard.push({ mean: mean.dataSync() as Float32Array, variance: variance.dataSync() as Float32Array });
      },
    };
    convolutionStack(pixels, [layer]);
    plainStack(pixels, [layer], true);
    // computing a block again does not move statistics again
    const blocks: StackLayer[] = [
      layer,
      { kind: 'max-pool', name: 'pool' },
      { ...norm, name: 'other', onStatistics: () => undefined },
    ];
    tf.grad((value) => tf.sum(convolutionStack(value as Tensor4D, blocks, { recompute: ['other'] })))(pixels);
    const values = Float32Array.from(pixels.dataSync());
    for (const { mean, variance } of heard) {
      for (let channel = 0; channel < 3; channel += 1) {
        const own = values.filter((_, index) => index % 3 === channel);
        const average = own.reduce((sum, value) => sum + value, 0) / own.length;
        const spread = own.reduce((sum, value) => sum + (value - average) ** 2, 0) / (own.length - 1);
        expect(mean[channel]).toBeCloseTo(average, 5);
        expect(variance[channel]).toBeCloseTo(spread, 5);
      }
    }
    expect(heard).toHaveLength(3);
  });

  it('names the layer, what was given and what was expected when a shape is wrong', () => {
    const layers = stackOf(0);
    expect(() => convolutionStack(tf.zeros([1, 8, 8, 4]), layers)).toThrow(
      /one: the kernel has shape \[3,3,3,4\], expected \[3, 3, 4, …\] for maps of 4 channels/,
    );
    expect(() => convolutionStack(tf.zeros([1, 1, 1, 3]), layers)).toThrow(/pool cannot pool maps of 1×1/);
    expect(() => convolutionStack(tf.zeros([8, 8, 3]) as unknown as Tensor4D, layers)).toThrow(/has shape \[8,8,3\]/);
  });

  it('passes a constant through an empty stack without a gradient', () => {
    const variable = tf.variable(tf.ones([1, 2, 2, 1]));
    const loss = () =>
      tf.sum(
        tf.mul(convolutionStack(variable as unknown as Tensor4D, [], { differentiateInput: false }), variable),
      ) as Scalar;
    const { gradients } = valueAndGradients(loss, { variable });
    expect([...(gradients['variable'] as Tensor).dataSync()]).toEqual([1, 1, 1, 1]);
    expect([...stopGradient(variable).dataSync()]).toEqual([1, 1, 1, 1]);
  });
});
