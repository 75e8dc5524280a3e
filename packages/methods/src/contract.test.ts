import { startEngine, tf, valueAndGradients, type Parameters, type Tensor } from '@trunkline/engine';
import { expectNoLeaks, replayConstants } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { architectureFor, World } from '../test/world.ts';
import { chainMethods } from './chain-methods.ts';
import type { MethodDefinition } from './define-method.ts';
import { findMethod, findTerm, methods } from './registry.ts';
import type { Stage } from './stage.ts';
import { withTerms } from './with-terms.ts';

beforeAll(async () => {
  await startEngine();
});

/** Options other than the defaults: of random predictions none is certain and all are alike, and EATA would adapt to nothing. */
const chosenOptions: Readonly<Record<string, object>> = { eata: { entropyMargin: 1, redundancyMargin: 1 } };
/** Steps before gradients are tried: where these methods begin, some of what they train has none yet. */
const stepsBefore: Readonly<Record<string, number>> = { 'bi-tuning': 1, lora: 1, lwf: 1 };
const worldOf = (method: MethodDefinition, stage: number): World => {
  const options = chosenOptions[method.name];
  return new World(method, { stage, ...(options && { options }) });
};

/** Every n-th of the trained parameters, so that about eight are tried, the first and the last among them. */
function tried(names: readonly string[]): readonly string[] {
  const every = Math.max(1, Math.ceil(names.length / 8));
  return names.filter((_name, index) => index % every === 0 || index === names.length - 1);
}

const bytes = (parameter: Tensor): string =>
  Buffer.from((parameter.dataSync() as Float32Array).slice().buffer).toString('base64');

const stagesOf = (method: MethodDefinition): readonly Stage[] => {
  const options: unknown = method.options.parse(chosenOptions[method.name] ?? {});
  return method.stages(options, architectureFor(method, options));
};
const defaults = (method: MethodDefinition) => ({ method, options: method.options.parse({}), share: 1 });
/** Methods that an experiment makes of several: the same is promised of them. */
const composed = [
  withTerms(
    findMethod('deep-coral'),
    ['mcc', 'mdd'].map((name) => ({ term: findTerm(name), weight: 0.5, options: findTerm(name).options.parse({}) })),
  ),
  chainMethods([defaults(findMethod('minimum-entropy')), defaults(findMethod('l2-sp'))]),
];
const stages = [...methods(), ...composed].flatMap((method) =>
  stagesOf(method).map((stage, index) => [`${method.name}, ${stage.name}`, method, index, stage] as const),
);
const phases = stages.flatMap(([name, method, index, stage]) =>
  stage.phases.map((phase) => [phase.name ? `${name}, ${phase.name}` : name, method, index, phase] as const),
);

describe.each(phases)('%s', (_name, method, index, phase) => {
  it('has a finite loss made of finite terms, the same every time', () => {
    const world = worldOf(method, index);
    tf.tidy(() => {
      const { total, terms, measurements } = world.loss(phase);
      const again = world.loss(phase).total;
      expect(Number.isFinite(total.dataSync()[0])).toBe(true);
      expect(total.dataSync()[0]).toBe(again.dataSync()[0]);
      for (const term of Object.values(terms)) expect(Number.isFinite(term.dataSync()[0])).toBe(true);
      for (const one of Object.values(measurements ?? {})) {
        expect(Number.isFinite(typeof one === 'number' ? one : one.dataSync()[0])).toBe(true);
      }
    });
    world.dispose();
  });
});

// gradients that are not those of one function have no finite difference; their methods' own tests check them
const differentiable = phases.filter(([, , , { loss, updates }]) => loss && updates?.length !== 0);

describe.each(differentiable)('%s', (_name, method, index, phase) => {
  it('has the gradients of finite differences', () => {
    const world = worldOf(method, index);
    for (let step = 0; step < (stepsBefore[method.name] ?? 0); step++) world.step();
    const variables = world.trained(phase.updates);
    const { gradients } = valueAndGradients(() => world.loss(phase).total, variables);
    const objective = replayConstants(() => tf.tidy(() => world.loss(phase).total.dataSync()[0] as number));
    objective();
    for (const name of tried(Object.keys(variables))) {
      const variable = variables[name] as Parameters[string];
      const analytic = Float32Array.from((gradients[name] as Tensor).dataSync());
      const scale = analytic.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      expect(scale, name).toBeGreaterThan(0);
      const values = Float32Array.from(variable.dataSync() as Float32Array);
      const move = (element: number, change: number): void => {
        const moved = Float32Array.from(values);
        moved[element] = (moved[element] as number) + change;
        tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
      };
      const at = (element: number, change: number): number => {
        move(element, change);
        return objective();
      };
      const largest = analytic.findIndex((one) => Math.abs(one) === scale);
      for (const element of new Set([largest, Math.floor(values.length / 2)])) {
        const missedBy = (step: number): number =>
          Math.abs((at(element, step) - at(element, -step)) / (2 * step) - (analytic[element] as number));
        const allowed = 0.04 * scale + 2e-4;
        // a long step crosses kinks of the activations, a short one drowns in rounding: one of them must fit
        const missed = missedBy(4e-3);
        expect(missed < allowed ? missed : missedBy(1e-3), `${name}[${element}]`).toBeLessThan(allowed);
      }
      move(0, 0);
    }
    tf.dispose(Object.values(gradients));
    world.dispose();
  });
});

describe.each(stages)('%s', (_name, method, index) => {
  it('changes what it trains, and leaves what is frozen bit for bit', () => {
    const world = worldOf(method, index);
    const before = Object.fromEntries(Object.entries(world.parameters).map(([name, one]) => [name, bytes(one)]));
    const statistics = new Set(
      Object.keys(world.parameters).filter((name) => /\/(?:mean|variance)$/.test(name) && name.startsWith('backbone/')),
    );
    for (let count = 0; count < 3; count++) expect(Number.isFinite(world.step()['train/loss/total'])).toBe(true);
    for (const [name, parameter] of Object.entries(world.parameters)) {
      if (statistics.has(name)) continue; // they move with the layers that train
      const rate = world.rates.get(name);
      if (rate !== 'held') expect(bytes(parameter) === before[name], name).toBe(rate === 'frozen');
    }
    world.dispose();
  });

  it('sees target labels if it is an oracle, and then alone', () => {
    const world = worldOf(method, index);
    expect(world.stage.sees.includes('targetLabels_B')).toBe(method.role === 'oracle');
    world.dispose();
  });

  it('leaks nothing in a step', () => {
    const world = worldOf(method, index);
    expectNoLeaks(() => void world.step());
    world.dispose();
  });
});
