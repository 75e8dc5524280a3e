import { beforeAll, describe, expect, it } from 'vitest';
import { engineState } from '../../backend/engine-state.ts';
import type { NativeBackend } from '../../backend/native-binding.ts';
import { createRandom } from '@trunkline/system';
import {
  convolutionStack,
  countNativeTensors,
  countTensors,
  describeRows,
  randomNormal,
  relu,
  startEngine,
  stopGradient,
  tf,
  valueAndGradients,
  withInner,
  type Activation,
  type AveragePool,
  type BatchNorm,
  type Branches,
  type Convolution,
  type ConvolutionStackOptions,
  type DenseOverPlaces,
  type DepthwiseConvolution,
  type Flatten,
  type Layer,
  type LayerNorm,
  type LocalResponseNorm,
  type MapShape,
  type MaxPool,
  type Parameters,
  type Residual,
  type Scalar,
  type SqueezeExcite,
  type Tensor,
  type Tensor4D,
} from '../../index.ts';
import { checkGradient, expectNoLeaks, relativeError } from '../../testing/index.ts';
import { bindRows } from './bind-rows.ts';
import { kindOf } from './layer-kinds.ts';
import { allLayerKinds } from '../../generated/layers.ts';
import { plainStack } from './plain-stack.ts';
import { spanOf } from './window.ts';

beforeAll(async () => {
  const engine = await startEngine();
  expect(engine.name).toBe('tensorflow');
});

const leaky = (slope: number): Activation => ({ name: 'leaky-relu', slope });
const conv = (name: string, channels: number, rest: Partial<Convolution> = {}): Convolution => ({
  kind: 'convolution',
  name,
  channels,
  size: 3,
  ...rest,
});
const depthwise = (name: string, rest: Partial<DepthwiseConvolution> = {}): DepthwiseConvolution => ({
  kind: 'depthwise-convolution',
  name,
  size: 3,
  ...rest,
});
const norm = (name: string, activation?: Activation): BatchNorm => ({
  kind: 'batch-norm',
  name,
  ...(activation && { activation }),
});
const pool: MaxPool = { kind: 'max-pool', name: 'pool', size: 2 };

const vggOf = (slope: number): readonly Layer[] => {
  const activation = leaky(slope);
  return [conv('one', 4, { activation }), conv('two', 5, { activation }), pool, conv('three', 4, { activation })];
};
const normed: readonly Layer[] = [
  conv('one', 4),
  norm('one_norm', leaky(0.2)),
  pool,
  conv('two', 5),
  norm('two_norm', leaky(0.2)),
];
const residual: Residual = {
  kind: 'residual',
  name: 'residual',
  body: [
    conv('inner_1', 6, { stride: 2, bias: false }),
    norm('inner_1_norm', relu),
    conv('inner_2', 6, { bias: false }),
  ],
  shortcut: [conv('inner_0', 6, { size: 1, stride: 2 })],
  activation: relu,
};
const gate: SqueezeExcite = {
  kind: 'squeeze-excite',
  name: 'gate',
  gate: [
    conv('reduce', 2, { size: 1, activation: { name: 'swish' } }),
    conv('expand', 5, { size: 1, activation: { name: 'sigmoid' } }),
  ],
};
const overlapping: MaxPool = { kind: 'max-pool', name: 'overlap', size: 3, stride: 2 };
const average: AveragePool = { kind: 'average-pool', name: 'average', size: 3, stride: 2 };

interface Stack {
  readonly rows: readonly Layer[];
  readonly options?: ConvolutionStackOptions;
  readonly input?: MapShape;
}

const stacks: Readonly<Record<string, Stack>> = {
  ReLU: { rows: vggOf(0) },
  'LeakyReLU 0.2': { rows: vggOf(0.2) },
  'no activation': { rows: vggOf(1) },
  'batch norm by the batch': { rows: normed, options: { statistics: 'batch' } },
  'batch norm by moving statistics': { rows: normed },
  ReLU6: { rows: [conv('one', 4, { activation: { name: 'relu6' } }), conv('three', 3)] },
  'swish and GELU': {
    rows: [conv('one', 4, { activation: { name: 'swish' } }), conv('three', 3, { activation: { name: 'gelu' } })],
  },
  'strides and paddings': {
    rows: [
      conv('one', 4, { size: 5, stride: 2, activation: leaky(0.2) }),
      conv('three', 4, { stride: 2, padding: 1, bias: false, activation: leaky(0.2) }),
      conv('four', 3, { size: 2, padding: 'valid' }),
    ],
  },
  'a wide window as PyTorch pads it': { rows: [conv('one', 4, { size: 7, stride: 2, padding: 3 }), conv('three', 3)] },
  'depthwise convolutions': {
    rows: [
      depthwise('one', { activation: leaky(0.2) }),
      depthwise('two', { stride: 2, bias: false }),
      depthwise('three', { stride: 2, padding: 1, size: 3 }),
    ],
  },
  'overlapping pools': { rows: [conv('one', 4, { activation: leaky(0.2) }), overlapping, conv('three', 3)] },
  'pools that end outside': {
    rows: [
      conv('one', 4),
      { ...overlapping, ceil: true } as MaxPool,
      { ...overlapping, name: 'three', padding: 1 } as MaxPool,
    ],
  },
  'average pools': {
    rows: [conv('one', 4), average, { ...average, name: 'three', padding: 1 } as AveragePool],
  },
  'an average pool that keeps the size': {
    rows: [conv('one', 4), { ...average, name: 'three', stride: 1, padding: 'same' } as AveragePool],
  },
  'a residual row': { rows: [conv('one', 3, { activation: relu }), residual, conv('three', 3)] },
  'a residual row by the batch, at the end': { rows: [conv('three', 3), residual], options: { statistics: 'batch' } },
  'a residual row without a shortcut': {
    rows: [
      conv('one', 4),
      { kind: 'residual', name: 'three', body: [conv('inner', 4, { activation: { name: 'swish' } })] } as Residual,
    ],
  },
  branches: {
    rows: [
      conv('one', 4),
      {
        kind: 'branches',
        name: 'three',
        ways: [
          [conv('way_1', 2, { size: 1, activation: relu })],
          [conv('way_2', 3, { activation: relu }), conv('way_2b', 3)],
          [{ ...overlapping, name: 'way_3', stride: 1, padding: 1 } as MaxPool],
          [],
        ],
      } as Branches,
      conv('four', 3),
    ],
  },
  'squeeze and excite': { rows: [conv('one', 5, { activation: { name: 'swish' } }), gate, conv('three', 3)] },
  'local response normalisation': {
    rows: [
      conv('one', 6),
      { kind: 'local-response-norm', name: 'local', alpha: 0.3, bias: 1, activation: relu } as LocalResponseNorm,
      conv('three', 3),
    ],
  },
  'places side by side': {
    input: [4, 6, 3],
    rows: [conv('one', 4), pool, { kind: 'flatten', name: 'flat' } as Flatten, conv('three', 5, { size: 1 })],
  },
  'a mixer': {
    input: [4, 4, 3],
    rows: [
      { kind: 'layer-norm', name: 'one' } as LayerNorm,
      { kind: 'dense-over-places', name: 'tokens', places: [1, 6], activation: { name: 'gelu' } } as DenseOverPlaces,
      { kind: 'dense-over-places', name: 'back', places: [4, 4] } as DenseOverPlaces,
      conv('three', 3, { size: 1 }),
    ],
  },
};

const shapeOf = ({ input = [9, 10, 3] }: Stack): MapShape => input;

/** Parameters of rows, in order; each learnable one is a gradient's argument. */
function parametersOf(stack: Stack, shape: MapShape = shapeOf(stack)): Record<string, Tensor> {
  const random = createRandom(1);
  return Object.fromEntries(
    withInner(describeRows(stack.rows, shape)).flatMap(({ row, parameters }) =>
      parameters.map((one) => {
        const noise = randomNormal(random, [...one.shape], 0.1);
        const name = `${row.name}/${one.what}`;
        if (one.start === 'ones') return [name, tf.add(tf.square(noise), 1)];
        if (one.start === 'zeros') return [name, noise];
        return [name, randomNormal(random, [...one.shape], Math.sqrt(2 / one.start.he.fanIn))];
      }),
    ),
  ) as Record<string, Tensor>;
}

const learnableNames = (stack: Stack, shape: MapShape = shapeOf(stack)): string[] =>
  withInner(describeRows(stack.rows, shape)).flatMap(({ row, parameters }) =>
    parameters.flatMap(({ what, learnable }) => (learnable ? [`${row.name}/${what}`] : [])),
  );

function plain(
  input: Tensor4D,
  rows: readonly Layer[],
  parameters: Record<string, Tensor>,
  options: ConvolutionStackOptions,
) {
  const [, height, width, channels] = input.shape;
  return plainStack(input, bindRows(describeRows(rows, [height, width, channels]), parameters, options), true);
}

function cosine(first: Float32Array, second: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot(first, second) / Math.sqrt(dot(first, first) * dot(second, second));
}

describe.each(Object.entries(stacks))('convolutionStack with %s', (_name, stack) => {
  const input = () => randomNormal(createRandom(3), [2, ...shapeOf(stack)]) as Tensor4D;
  const names = learnableNames(stack);
  const parameters = () => parametersOf(stack);
  const lossOf =
    (run: typeof convolutionStack, more: ConvolutionStackOptions = {}) =>
    (x: Tensor, ...given: Tensor[]): Scalar => {
      const values = { ...parameters(), ...Object.fromEntries(given.map((value, at) => [names[at], value])) };
      const maps = run(x as Tensor4D, stack.rows, values, { ...stack.options, ...more });
      return tf.sum(tf.mul(tf.sin(maps), randomNormal(createRandom(5), maps.shape))) as Scalar;
    };
  const inputs = () => {
    const values = parameters();
    return [input(), ...names.map((name) => values[name] as Tensor)];
  };

  it('gives the shapes it says, and the values and gradients of plain ops', () => {
    const described = describeRows(stack.rows, shapeOf(stack));
    const maps = convolutionStack(input(), stack.rows, parameters(), stack.options);
    expect(maps.shape).toEqual([2, ...(described.at(-1)?.output ?? [])]);
    const ours = tf.valueAndGrads(lossOf(convolutionStack))(inputs());
    const expected = tf.valueAndGrads(lossOf(plain as typeof convolutionStack))(inputs());
    expect(relativeError(ours.value.dataSync(), expected.value.dataSync())).toBeLessThan(2e-5);
    expect(ours.grads).toHaveLength(names.length + 1);
    for (const [index, gradient] of ours.grads.entries()) {
      const values = (expected.grads[index] as Tensor).dataSync();
      expect(gradient.shape).toEqual(inputs()[index]?.shape);
      // The gradient of a bias before batch normalisation by the batch is zero but for rounding.
      if (Math.max(...values.map(Math.abs)) < 1e-4) {
        expect(Math.max(...gradient.dataSync().map(Math.abs))).toBeLessThan(1e-4);
      } else expect(relativeError(gradient.dataSync(), values)).toBeLessThan(5e-5);
    }
  });

  it('has the gradients that finite differences give', () => {
    // Smooth enough for differences: far from the kinks of the activations for nearly all elements.
    const side = stack.input ?? ([5, 5, 3] as const);
    const values = parametersOf(stack, side);
    const loss = (x: Tensor, ...given: Tensor[]): Scalar => {
      const all = { ...values, ...Object.fromEntries(given.map((value, at) => [names[at], value])) };
      return tf.mean(tf.square(convolutionStack(x as Tensor4D, stack.rows, all, stack.options))) as Scalar;
    };
    const small = randomNormal(createRandom(3), [2, ...side]);
    checkGradient(loss, [small, ...names.map((name) => values[name] as Tensor)], {
      step: 3e-3,
      tolerance: 0.06,
      elements: 6,
    });
  });

  it.each([
    ['bfloat16', { precision: 'bfloat16' }],
    ['blocks computed again', { recompute: ['three', 'two'] }],
    ['both', { precision: 'bfloat16', recompute: ['three', 'two'] }],
  ] as const)('gives the same with %s, and leaks nothing', (_way, options) => {
    const expected = tf.valueAndGrads(lossOf(convolutionStack))(inputs()).grads;
    const given = tf.valueAndGrads(lossOf(convolutionStack, options))(inputs()).grads;
    for (const [index, gradient] of expected.entries()) {
      const values = gradient.dataSync() as Float32Array;
      const ours = given[index] as Tensor;
      expect(ours.dtype).toBe('float32');
      if (!('precision' in options)) expect([...ours.dataSync()]).toEqual([...values]);
      // A rounded value may fall on the other side of a kink or lose against its neighbour in a pool, so single elements
      // differ by all they are worth; together they point the same way. (Before batch normalisation a bias has none.)
      else if (Math.max(...values.map(Math.abs)) > 1e-4) {
        expect(cosine(ours.dataSync() as Float32Array, values)).toBeGreaterThan(0.97);
      }
    }
    const all = { ...stack.options, ...options };
    const x = input();
    const values = parameters();
    expectNoLeaks(() => convolutionStack(x, stack.rows, values, all));
    expectNoLeaks(() => tf.grad((value) => tf.sum(convolutionStack(value as Tensor4D, stack.rows, values, all)))(x));
  });

  it('leaks nothing, whatever is trained', () => {
    const x = input();
    const values = parameters();
    expectNoLeaks(() => convolutionStack(x, stack.rows, values, stack.options));
    expectNoLeaks(() => tf.grad((value) => tf.sum(convolutionStack(value as Tensor4D, stack.rows, values)))(x));
    for (const name of names) {
      const variable = tf.variable(values[name] as Tensor);
      const gradientsOf = (own: boolean) =>
        valueAndGradients(
          () => {
            const options = {
              ...stack.options,
              differentiateInput: false,
              ...(own && { trainable: (one: string) => one === name }),
            };
            const maps = convolutionStack(x, stack.rows, { ...values, [name]: variable }, options);
            return tf.mean(tf.square(maps)) as Scalar;
          },
          { [name]: variable },
        ).gradients;
      expectNoLeaks(() => gradientsOf(true));
      // what is not asked for changes nothing in what is
      const [alone, among] = [gradientsOf(true), gradientsOf(false)];
      expect([...(alone[name] as Tensor).dataSync()]).toEqual([...(among[name] as Tensor).dataSync()]);
      tf.dispose([alone, among, variable]);
    }
  });
});

describe('kinds of layers', () => {
  it('are all among the stacks above', () => {
    const kindsOf = (rows: readonly Layer[]): string[] =>
      rows.flatMap((row) => [row.kind, ...(kindOf(row).ways?.(row) ?? []).flatMap(kindsOf)]);
    const seen = new Set(Object.values(stacks).flatMap(({ rows }) => kindsOf(rows)));
    expect([...seen].sort()).toEqual(allLayerKinds.map(({ kind }) => kind).sort());
  });

  it('count what they compute', () => {
    const cost = (row: Layer, input: MapShape): number => {
      const [described] = describeRows([row], input);
      return described ? described.kind.multiplyAdds(row, described.input, described.output) : 0;
    };
    expect(cost(conv('one', 8, { stride: 2 }), [8, 8, 3])).toBe(4 * 4 * 8 * 9 * 3);
    expect(cost(depthwise('one'), [8, 8, 6])).toBe(8 * 8 * 6 * 9);
    expect(cost({ kind: 'dense-over-places', name: 'one', places: [2, 3] } as DenseOverPlaces, [4, 4, 5])).toBe(
      16 * 6 * 5,
    );
    expect(cost(pool, [8, 8, 6])).toBe(0);
  });

  it('refuse what does not fit: a kind that does not exist, ways of different shapes, a slope below 0', () => {
    const describing = (row: Layer) => () => describeRows([row], [8, 8, 3]);
    const code = (expected: string): unknown => expect.objectContaining({ code: expected });
    expect(describing({ kind: 'attention', name: 'one' })).toThrow(code('TL_LAYER_KIND_UNKNOWN'));
    expect(describing({ ...residual, shortcut: [] } as Residual)).toThrow(/adds maps of \[4, 4, 6\] and \[8, 8, 3\]/);
    expect(describing({ kind: 'branches', name: 'one', ways: [[], [pool]] } as Branches)).toThrow(/8×8 and 4×4/);
    expect(describing(gate)).toThrow(/gives \[1,1,5\], expected \[1, 1, 3\]/);
    expect(describing(conv('one', 4, { activation: leaky(-1) }))).toThrow(/slope -1/);
  });
});

describe('windows', () => {
  it('are padded as TensorFlow pads, and as PyTorch pads, which differ for even sides', () => {
    expect(spanOf({ size: 3, stride: 2, padding: 'same' }, 8)).toEqual({ before: 0, after: 1, places: 4 });
    expect(spanOf({ size: 3, stride: 2, padding: 1 }, 8)).toEqual({ before: 1, after: 1, places: 4 });
    expect(spanOf({ size: 3, stride: 2, padding: 'same' }, 9)).toEqual({ before: 1, after: 1, places: 5 });
    expect(spanOf({ size: 7, stride: 2, padding: 3 }, 224)).toEqual({ before: 3, after: 3, places: 112 });
    expect(spanOf({ size: 2, stride: 2, padding: 'valid' }, 9)).toEqual({ before: 0, after: 0, places: 4 });
  });

  it('that begin inside and end outside count in ceil mode, those that begin outside do not', () => {
    expect(spanOf({ size: 3, stride: 2, padding: 'valid', ceil: true }, 8)).toEqual({ before: 0, after: 1, places: 4 });
    expect(spanOf({ size: 2, stride: 2, padding: 1, ceil: true }, 3).places).toBe(2);
    expect(spanOf({ size: 1, stride: 3, padding: 'valid', ceil: true }, 8).places).toBe(3);
  });
});

describe('convolutionStack', () => {
  const x = () => randomNormal(createRandom(3), [2, 8, 8, 3]) as Tensor4D;
  const stack: Stack = { rows: vggOf(0.2), input: [8, 8, 3] };
  const variablesOf = (own: Stack): Parameters =>
    Object.fromEntries(
      Object.entries(parametersOf(own)).map(([name, value]) => [name, tf.variable(value)]),
    ) as Parameters;

  it.each(['float32', 'bfloat16'] as const)('adds up the gradients of biases in float32 with %s', (precision) => {
    const rows = [conv('one', 4)];
    const pixels = randomNormal(createRandom(3), [2, 128, 128, 3]) as Tensor4D;
    const values = parametersOf({ rows }, [128, 128, 3]);
    const weights = tf.round(tf.mul(randomNormal(createRandom(5), [2, 128, 128, 4]), 16)); // exact in bfloat16
    const loss = (bias: Tensor) => {
      const options = { differentiateInput: false, precision };
      return tf.sum(
        tf.mul(convolutionStack(pixels, rows, { ...values, 'one/bias': bias }, options), weights),
      ) as Scalar;
    };
    const expected = tf.sum(weights, [0, 1, 2]).dataSync();
    const gradient = tf
      .grad(loss)(values['one/bias'] as Tensor)
      .dataSync();
    expect(relativeError(gradient, expected)).toBeLessThan(precision === 'float32' ? 1e-6 : 3e-3);
  });

  it('finds the maxima of pools as TensorFlow’s own gradient does, also of ties and odd sides', () => {
    for (const shape of [
      [2, 9, 7, 3],
      [1, 2, 2, 1],
      [3, 8, 8, 16],
    ] as const) {
      const pixels = tf.round(randomNormal(createRandom(3), [...shape])) as Tensor4D;
      const weights = randomNormal(createRandom(5), convolutionStack(pixels, [pool], {}).shape);
      const gradientOf = (run: (value: Tensor4D) => Tensor): Float32Array =>
        tf
          .grad((value) => tf.sum(tf.mul(run(value as Tensor4D), weights)))(pixels)
          .dataSync() as Float32Array;
      const own = gradientOf((value) => convolutionStack(value, [pool], {}));
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

  const values = parametersOf.bind(undefined, stack);
  const gradientOf = () => {
    const given = values();
    return tf
      .grad((value) => tf.sum(tf.sin(convolutionStack(value as Tensor4D, stack.rows, given))))(x())
      .dataSync();
  };

  it.each(['_MklNativeMaxPool', '_MklNativeMaxPoolGrad', '_MklNativeConv2DWithBias', '_Mkl'])(
    'gives the same where oneDNN has no %s',
    (name) => {
      const expected = gradientOf();
      const unknown = name === '_Mkl' ? /^_Mkl/ : new RegExp(`^${name}$`);
      const names = kernelsOf(() => {
        expect(relativeError(gradientOf(), expected)).toBeLessThan(1e-5);
        const given = values();
        const pixels = x();
        expectNoLeaks(() => tf.grad((value) => tf.sum(convolutionStack(value as Tensor4D, stack.rows, given)))(pixels));
      }, unknown);
      expect(names).toContain('MaxPoolGrad');
      expect(names).toContain('BiasAdd');
    },
  );

  it.runIf(process.arch === 'x64' && process.env['TF_ENABLE_ONEDNN_OPTS'] !== '0')(
    'calls oneDNN’s own kernels on a processor',
    () => {
      if ((engineState.native as NativeBackend).binding.isUsingGpuDevice()) return;
      const names = kernelsOf(() => gradientOf());
      for (const name of ['MaxPool', 'MaxPoolGrad', 'Conv2DWithBias']) expect(names).toContain(`_MklNative${name}`);
      expect(names).not.toContain('MaxPoolGrad');
    },
  );

  it('keeps nothing between the layers when no gradient is taken', () => {
    const given = values();
    const pixels = x();
    convolutionStack(pixels, stack.rows, given).dispose();
    const before = countNativeTensors();
    const maps = convolutionStack(pixels, stack.rows, given);
    expect(countNativeTensors()).toBe(before + 1);
    maps.dispose();
  });

  it('keeps only what stands above the lowest trainable layer', () => {
    const pixels = x();
    const keptBy = (options: ConvolutionStackOptions = {}): number => {
      const variables = variablesOf(stack);
      const { trainable = () => true } = options;
      const trained = Object.fromEntries(Object.entries(variables).filter(([name]) => trainable(name)));
      convolutionStack(pixels, stack.rows, variables).dispose();
      let during = 0;
      valueAndGradients(() => {
        const before = countNativeTensors();
        const maps = convolutionStack(pixels, stack.rows, variables, { differentiateInput: false, ...options });
        during = countNativeTensors() - before;
        return tf.mean(maps) as Scalar;
      }, trained);
      return during;
    };
    const places = kernelsOf(() => gradientOf()).includes('_MklNativeMaxPoolGrad') ? 1 : 0; // of the maxima
    // The output and the input of layer three; of all: also the maps between one, two and the pool.
    expect(keptBy({ trainable: (name) => name.startsWith('three/') })).toBe(2);
    expect(keptBy()).toBe(4 + places);
    // The output and the input of the second block.
    expect(keptBy({ recompute: ['three'] })).toBe(2);
  });

  it('frees what waits for a backward pass that never comes', () => {
    const variables = variablesOf(stack);
    const pixels = x();
    const failing = () =>
      valueAndGradients(() => {
        tf.mean(convolutionStack(pixels, stack.rows, variables));
        throw new Error('between forward and backward');
      }, variables);
    expect(failing).toThrow('between forward and backward');
    const before = [countTensors(), countNativeTensors()];
    expect(failing).toThrow('between forward and backward');
    expect([countTensors(), countNativeTensors()]).toEqual(before);
    // Also where the loss ends in a branch that does not use the maps.
    const unused = () => {
      const { gradients } = valueAndGradients(() => {
        convolutionStack(pixels, stack.rows, variables);
        return tf.mean(variables['one/bias'] as unknown as Tensor) as Scalar;
      }, variables);
      tf.dispose(gradients);
    };
    expectNoLeaks(unused);
  });

  const statisticsOf = (pixels: Tensor4D): { mean: number; variance: number }[] => {
    const all = pixels.dataSync();
    return [0, 1, 2].map((channel) => {
      const own = Float32Array.from(all).filter((_, index) => index % 3 === channel);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      return { mean, variance: own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1) };
    });
  };

  it.each(['native', 'plain'])(
    'moves the running statistics once towards those of the batch, with n − 1 (%s)',
    (way) => {
      const pixels = x();
      const rows = [norm('norm'), pool, norm('other')];
      const moved = (options: ConvolutionStackOptions): [Float32Array, Float32Array] => {
        const variables: Record<string, Tensor> = Object.fromEntries(
          Object.entries(parametersOf({ rows, input: [8, 8, 3] })).map(([name, value]) => [name, tf.variable(value)]),
        );
        variables['norm/mean'] = tf.variable(tf.zeros([3]));
        variables['norm/variance'] = tf.variable(tf.ones([3]));
        const run = way === 'native' ? convolutionStack : (plain as typeof convolutionStack);
        tf.grad((value) => tf.sum(run(value as Tensor4D, rows, variables, options)))(pixels);
        return [variables['norm/mean'], variables['norm/variance']].map((value) => value.dataSync()) as [
          Float32Array,
          Float32Array,
        ];
      };
      const options: readonly ConvolutionStackOptions[] = [
        { training: true },
        { statistics: 'batch', trainable: () => false },
        { training: true, trainable: () => false, learns: () => true },
        { training: true, recompute: ['other'] },
      ];
      for (const one of options) {
        const [means, variances] = moved(one);
        for (const [channel, { mean, variance }] of statisticsOf(pixels).entries()) {
          expect(means[channel]).toBeCloseTo(0.1 * mean, 5);
          expect(variances[channel]).toBeCloseTo(0.9 + 0.1 * variance, 5);
        }
      }
      const still: readonly ConvolutionStackOptions[] = [
        {},
        { training: true, trainable: () => false },
        { training: true, statistics: 'moving' },
        { statistics: 'batch-still' },
      ];
      for (const one of still) expect([...moved(one)[0]]).toEqual([0, 0, 0]);
    },
  );

  it('names the layer, what was given and what was expected when a shape is wrong', () => {
    const given = values();
    expect(() => convolutionStack(tf.zeros([1, 8, 8, 4]), stack.rows, given)).toThrow(
      /parameter one\/kernel is \[3, 3, 3, 4\], expected \[3, 3, 4, 4\]/,
    );
    expect(() => convolutionStack(tf.zeros([1, 8, 8, 3]), stack.rows, {})).toThrow(
      /one\/kernel \[3, 3, 3, 4\] is missing/,
    );
    expect(() => convolutionStack(tf.zeros([1, 1, 1, 3]), stack.rows, given)).toThrow(/pool cannot lay .* 1×1/);
    expect(() => convolutionStack(tf.zeros([8, 8, 3]) as unknown as Tensor4D, stack.rows, given)).toThrow(
      /has shape \[8, 8, 3\]/,
    );
  });

  it('passes a constant through an empty stack without a gradient', () => {
    const variable = tf.variable(tf.ones([1, 2, 2, 1]));
    const loss = () =>
      tf.sum(
        tf.mul(convolutionStack(variable as unknown as Tensor4D, [], {}, { differentiateInput: false }), variable),
      ) as Scalar;
    const { gradients } = valueAndGradients(loss, { variable });
    expect([...(gradients['variable'] as Tensor).dataSync()]).toEqual([1, 1, 1, 1]);
    expect([...stopGradient(variable).dataSync()]).toEqual([1, 1, 1, 1]);
  });
});
