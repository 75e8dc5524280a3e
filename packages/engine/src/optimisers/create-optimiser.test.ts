import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@trunkline/system';
import {
  clipByGlobalNorm,
  countTensors,
  createOptimiser,
  randomNormal,
  startEngine,
  tf,
  type OptimiserOptions,
  type Parameters,
  type Tensor,
} from '../index.ts';
import { engineState } from '../backend/engine-state.ts';
import { expectClose, expectNoLeaks } from '../testing/index.ts';

interface Golden {
  readonly shapes: number[][];
  readonly start: number[][];
  readonly gradients: number[][][];
  readonly cases: Record<string, { options: OptimiserOptions; rate: number; trajectory: number[][][] }>;
  readonly clipping: { maximum: number; norm: number; gradients: number[][] }[];
}

/** Made by tools/golden/optimisers.py. */
const golden = JSON.parse(
  readFileSync(new URL('../../../../fixtures/golden/optimisers.json', import.meta.url), 'utf8'),
) as Golden;

const names = ['first', 'second'];
const tensors = (values: readonly number[][]): Record<string, Tensor> =>
  Object.fromEntries(names.map((name, index) => [name, tf.tensor(values[index] as number[], golden.shapes[index])]));
const startValues = (): Parameters =>
  Object.fromEntries(Object.entries(tensors(golden.start)).map(([name, value]) => [name, tf.variable(value)]));

beforeAll(async () => {
  await startEngine();
});

const engines: [string, (work: () => void) => void][] = [
  ['TensorFlow’s fused kernels', (work) => work()],
  [
    'plain ops',
    (work) => {
      const { native } = engineState;
      engineState.native = undefined;
      try {
        work();
      } finally {
        engineState.native = native;
      }
    },
  ],
];

describe.each(engines)('createOptimiser on %s', (_engine, within) => {
  it.each(Object.entries(golden.cases))('follows PyTorch step by step: %s', (_name, { options, rate, trajectory }) => {
    within(() => {
      const optimiser = createOptimiser(options);
      const parameters = startValues();
      for (const [step, expected] of trajectory.entries()) {
        const gradients = tensors(golden.gradients[step] as number[][]);
        optimiser.step(parameters, gradients, () => rate);
        tf.dispose(gradients);
        for (const [index, name] of names.entries()) {
          expectClose((parameters[name] as Tensor).dataSync(), expected[index] as number[], { relative: 2e-6 });
        }
      }
      expect(optimiser.stepCounts()).toEqual(Object.fromEntries(names.map((name) => [name, trajectory.length])));
    });
  });

  it('corrects Adam’s bias by the steps of each parameter, not of all', () => {
    within(() => {
      const first = () => ({
        a: tf.tidy(() => tf.variable(tf.tensor1d([1]))),
        b: tf.tidy(() => tf.variable(tf.tensor1d([1]))),
      });
      const gradient = () => tf.tensor1d([0.5]);
      const alone = first();
      const late = first();
      const [one, two] = [createOptimiser({ name: 'adam' }), createOptimiser({ name: 'adam' })];
      one.step(alone, { b: gradient() }, () => 0.1);
      for (let count = 0; count < 3; count++) two.step(late, { a: gradient() }, () => 0.1);
      two.step(late, { b: gradient() }, () => 0.1);
      expect(late.b.dataSync()).toEqual(alone.b.dataSync());
      expect(two.stepCounts()).toEqual({ a: 3, b: 1 });
    });
  });

  it.each(Object.entries(golden.cases))('goes on exactly from its saved state: %s', (_name, { options, rate }) => {
    within(() => {
      const run = (interruptAt: number) => {
        let optimiser = createOptimiser(options);
        const parameters = startValues();
        for (const [step, values] of golden.gradients.entries()) {
          if (step === interruptAt) {
            const saved = Object.fromEntries(
              Object.entries(optimiser.slots()).map(([name, slot]) => [name, tf.tensor(slot.dataSync(), slot.shape)]),
            );
            const counts = optimiser.stepCounts();
            optimiser.dispose();
            optimiser = createOptimiser(options);
            optimiser.restore(saved, counts);
            tf.dispose(saved);
          }
          optimiser.step(parameters, tensors(values), () => rate);
        }
        return names.map((name) => (parameters[name] as Tensor).dataSync());
      };
      expect(run(3)).toEqual(run(-1));
    });
  });

  it('leaks nothing and frees its slots', () => {
    within(() => {
      const parameters = startValues();
      const before = countTensors();
      const optimiser = createOptimiser({ name: 'adamw' });
      const gradients = tensors(golden.gradients[0] as number[][]);
      expectNoLeaks(() => optimiser.step(parameters, gradients, () => 0.1));
      tf.dispose(gradients);
      expect(countTensors()).toBe(before + 4);
      optimiser.dispose();
      expect(countTensors()).toBe(before);
    });
  });

  it('writes to nothing that others hold: clones, earlier values, the array a parameter came from', () => {
    within(() => {
      const source = Float32Array.of(1, 2, 3);
      const parameters = { weight: tf.variable(tf.tensor1d(source)) };
      const optimiser = createOptimiser({ name: 'sgd', momentum: 0.9 });
      const gradient = tf.tensor1d([1, 1, 1]);
      const clones: Tensor[] = [];
      for (let step = 0; step < 3; step += 1) {
        clones.push(parameters.weight.clone());
        optimiser.step(parameters, { weight: gradient }, () => 0.5);
      }
      expect([...source]).toEqual([1, 2, 3]);
      expect([...gradient.dataSync()]).toEqual([1, 1, 1]);
      expectClose((clones[0] as Tensor).dataSync(), [1, 2, 3]);
      expectClose((clones[1] as Tensor).dataSync(), [0.5, 1.5, 2.5]);
      expectClose((clones[2] as Tensor).dataSync(), [-0.45, 0.55, 1.55]);
      expectClose(parameters.weight.dataSync(), [-1.805, -0.805, 0.195]);
    });
  });

  it('leaves a parameter with rate 0 bit-identical and decays only what it should', () => {
    within(() => {
      const parameters = startValues();
      const before = (parameters['first'] as Tensor).dataSync();
      const optimiser = createOptimiser({ name: 'sgd', weightDecay: 0.5, decays: (name) => name !== 'second' });
      const gradients = { first: tf.zerosLike(parameters['first'] as Tensor), second: tf.zeros([5]) };
      optimiser.step(parameters, gradients, (name) => (name === 'first' ? 0 : 0.1));
      expect((parameters['first'] as Tensor).dataSync()).toEqual(before);
      expectClose((parameters['second'] as Tensor).dataSync(), golden.start[1] as number[], { relative: 1e-7 });
      optimiser.step(parameters, gradients, () => 0.1);
      expectClose(
        (parameters['first'] as Tensor).dataSync(),
        before.map((value) => value * 0.95),
      );
    });
  });
});

describe('createOptimiser', () => {
  it('refuses numbers that make no sense', () => {
    expect(() => createOptimiser({ name: 'sgd', momentum: 1 })).toThrow(/momentum is 1, expected a number in \[0, 1\)/);
    expect(() => createOptimiser({ name: 'sgd', nesterov: true })).toThrow(/above 0 with nesterov/);
    expect(() => createOptimiser({ name: 'adam', epsilon: 0 })).toThrow(/epsilon is 0/);
    expect(() => createOptimiser({ name: 'rmsprop' as 'sgd' })).toThrow(/"rmsprop", expected sgd, adam or adamw/);
    const optimiser = createOptimiser({ name: 'sgd' });
    const parameters = startValues();
    const gradients = tensors(golden.start);
    expect(() => optimiser.step(parameters, gradients, () => Number.NaN)).toThrow(/learning rate of first is NaN/);
    expect(() => optimiser.step({}, gradients, () => 1)).toThrow(/no parameter named first/);
  });

  it('updates large parameters in place: the memory does not grow', () => {
    const parameters = { weight: tf.variable(randomNormal(createRandom(0), [512, 512])) };
    const gradients = { weight: tf.ones([512, 512]) };
    const optimiser = createOptimiser({ name: 'adamw' });
    for (let step = 0; step < 3; step += 1) optimiser.step(parameters, gradients, () => 1e-3);
    const { numBytes } = tf.memory();
    for (let step = 0; step < 20; step += 1) optimiser.step(parameters, gradients, () => 1e-3);
    expect(tf.memory().numBytes).toBe(numBytes);
  });
});

describe('clipByGlobalNorm', () => {
  it.each(golden.clipping)('does what PyTorch does, at a maximum of $maximum', ({ maximum, norm, gradients }) => {
    const clipped = clipByGlobalNorm(tensors(golden.gradients[0] as number[][]), maximum);
    expect(clipped.norm).toBeCloseTo(norm, 4);
    for (const [index, name] of names.entries()) {
      expectClose((clipped.gradients[name] as Tensor).dataSync(), gradients[index] as number[], { relative: 1e-5 });
    }
  });

  it('takes over what it is given, and refuses what is not finite', () => {
    expectNoLeaks(() => clipByGlobalNorm({ one: tf.ones([4]) }, 0.1).gradients);
    expectNoLeaks(() => clipByGlobalNorm({ one: tf.ones([4]) }, 10).gradients);
    const before = countTensors();
    expect(() => clipByGlobalNorm({ one: tf.tensor1d([1, Number.NaN]) }, 1)).toThrow(/norm of the gradients is NaN/);
    expect(countTensors()).toBe(before);
    expect(() => clipByGlobalNorm({}, 0)).toThrow(/maximum norm is 0/);
  });
});
