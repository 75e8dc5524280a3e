import { createTrunk } from '@trunkline/backbone';
import {
  createOptimiser,
  createRandom,
  randomNormal,
  startEngine,
  tf,
  valueAndGradients,
  type Parameters,
  type Tensor,
  type Tensor4D,
} from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { expectNoLeaks, replayConstants } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LossTerms, MethodDefinition, MethodState, Stage } from './define-method.ts';
import { createModel } from './model.ts';
import { methods } from './registry.ts';
import type { Batch, OracleSight } from './sight.ts';
import { resolveTrainable } from './trainable-rules.ts';

type AnyBatch = Batch<readonly OracleSight[]>;

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
const model = createModel(trunk, head);
const batchSize = 6;

beforeAll(async () => {
  await startEngine();
});

interface World {
  readonly method: MethodDefinition;
  readonly options: unknown;
  readonly parameters: Parameters;
  readonly state: MethodState;
  readonly batch: AnyBatch;
  loss(stage: Stage<unknown>, batch?: AnyBatch): LossTerms;
  rates(stage: Stage<unknown>): ReadonlyMap<string, number | 'frozen'>;
  dispose(): void;
}

function images(seed: number): Tensor4D {
  return randomNormal(createRandom(seed), [batchSize, 32, 32, 3]) as Tensor4D;
}

function createWorld(method: MethodDefinition): World {
  const options: unknown = method.options.parse({});
  const random = createRandom(7);
  const parameters: Parameters = { ...trunk.init(random.fork('trunk')), ...head.init(random.fork('head')) };
  const state =
    method.setup?.({
      options,
      random: random.fork('own'),
      embeddingWidth: trunk.embeddingWidth,
      classes: 3,
      parameters,
    }) ?? {};
  Object.assign(parameters, state.parameters);
  const full: AnyBatch = {
    sourceImages: images(1),
    sourceLabels_B: tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'),
    targetImages: images(2),
    targetLabels_B: tf.tensor1d([2, 1, 0, 0, 1, 2], 'int32'),
  };
  const seen = new Set(method.sees.map((sight) => sight.replace('Labels', 'Labels_B')));
  // what a method does not declare to see is not there
  const batch = Object.fromEntries(Object.entries(full).filter(([name]) => seen.has(name))) as unknown as AnyBatch;
  const rates = (stage: Stage<unknown>) => resolveTrainable(Object.keys(parameters), stage.trainable(options));
  return {
    method,
    options,
    parameters,
    state,
    batch,
    rates,
    loss(stage, given = batch) {
      const of = rates(stage);
      const forward = {
        cut: 'images',
        training: true,
        random: createRandom(3),
        trainable: (name: string) => of.get(name) !== 'frozen',
      } as const;
      return method.loss(
        {
          options,
          state,
          parameters,
          progress: { step: 5, steps: 10, fraction: 0.5 },
          random: createRandom(4),
          forward: (input) => model.forward(parameters, input, forward),
          forwardBoth: (source, target) => model.forwardBoth(parameters, source, target, forward),
        },
        given,
      );
    },
    dispose() {
      tf.dispose(Object.values(parameters));
      tf.dispose(Object.values(full) as Tensor[]);
    },
  };
}

function trained(world: World, stage: Stage<unknown>): Parameters {
  const rates = world.rates(stage);
  return Object.fromEntries(Object.entries(world.parameters).filter(([name]) => rates.get(name) !== 'frozen'));
}

function step(world: World, stage: Stage<unknown>): void {
  const variables = trained(world, stage);
  const rates = world.rates(stage);
  const optimiser = createOptimiser({ name: 'adam' });
  const { aux, gradients } = valueAndGradients(() => {
    const { total, terms } = world.loss(stage);
    return { total, aux: { ...terms } };
  }, variables);
  optimiser.step(variables, gradients, (name) => 0.01 * Number(rates.get(name)));
  tf.dispose([...Object.values(aux), ...Object.values(gradients)]);
  optimiser.dispose();
}

/** Every n-th of the trained parameters, so that about eight are tried, the first and the last among them. */
function tried(names: readonly string[]): readonly string[] {
  const every = Math.max(1, Math.ceil(names.length / 8));
  return names.filter((_name, index) => index % every === 0 || index === names.length - 1);
}

const bytes = (parameter: Tensor): string =>
  Buffer.from((parameter.dataSync() as Float32Array).slice().buffer).toString('base64');

const cases = methods().flatMap((method) =>
  method.stages.map((stage) => [`${method.name}, ${stage.name}`, method, stage] as const),
);

describe.each(cases)('%s', (_name, method, stage) => {
  it('has a finite loss made of finite terms, the same every time', () => {
    const world = createWorld(method);
    tf.tidy(() => {
      const { total, terms, measurements } = world.loss(stage);
      const again = world.loss(stage).total;
      expect(Number.isFinite(total.dataSync()[0])).toBe(true);
      expect(total.dataSync()[0]).toBe(again.dataSync()[0]);
      for (const term of Object.values(terms)) expect(Number.isFinite(term.dataSync()[0])).toBe(true);
      for (const one of Object.values(measurements ?? {})) {
        expect(Number.isFinite(typeof one === 'number' ? one : one.dataSync()[0])).toBe(true);
      }
    });
    world.dispose();
  });

  it('has the gradients of finite differences', () => {
    const world = createWorld(method);
    const variables = trained(world, stage);
    const { gradients } = valueAndGradients(() => world.loss(stage).total, variables);
    const objective = replayConstants(() => tf.tidy(() => world.loss(stage).total.dataSync()[0] as number));
    objective();
    for (const name of tried(Object.keys(variables))) {
      const variable = variables[name] as Parameters[string];
      const analytic = Float32Array.from((gradients[name] as Tensor).dataSync());
      const scale = Math.max(...Array.from(analytic, Math.abs));
      expect(scale, name).toBeGreaterThan(0);
      const values = Float32Array.from(variable.dataSync() as Float32Array);
      const largest = analytic.indexOf(
        analytic.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0),
      );
      for (const element of new Set([largest, 0, Math.floor(values.length / 2)])) {
        const at = (change: number): number => {
          const moved = Float32Array.from(values);
          moved[element] = (moved[element] as number) + change;
          tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
          return objective();
        };
        // a long step crosses kinks of the activations, a short one drowns in rounding: one of them must fit
        const distances = [4e-3, 1e-3].map((step) =>
          Math.abs((at(step) - at(-step)) / (2 * step) - (analytic[element] as number)),
        );
        at(0);
        expect(Math.min(...distances), `${name}[${element}]`).toBeLessThan(0.04 * scale + 2e-4);
      }
    }
    tf.dispose(Object.values(gradients));
    world.dispose();
  });

  it('changes what it trains, and leaves what is frozen bit for bit', () => {
    const world = createWorld(method);
    const before = Object.fromEntries(Object.entries(world.parameters).map(([name, one]) => [name, bytes(one)]));
    for (let count = 0; count < 3; count++) step(world, stage);
    const rates = world.rates(stage);
    for (const [name, parameter] of Object.entries(world.parameters)) {
      const same = bytes(parameter) === before[name];
      expect(same, name).toBe(rates.get(name) === 'frozen');
    }
    world.dispose();
  });

  it('leaks nothing in a step', () => {
    const world = createWorld(method);
    expectNoLeaks(() => step(world, stage));
    world.dispose();
  });
});
