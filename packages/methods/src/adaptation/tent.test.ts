import { createTrunk } from '@trunkline/backbone';
import { createOptimiser, randomNormal, startEngine, tf, type Parameters } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createHead } from '@trunkline/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { createContext } from '../create-context.ts';
import { createModel } from '../model.ts';
import type { Stage } from '../stage.ts';
import { assignParameters, takeStep } from '../take-step.ts';
import { resolveTrainable } from '../trainable-rules.ts';
import { tent } from './tent.ts';

beforeAll(async () => {
  await startEngine();
});

function architectureWith(batchNorm: boolean) {
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, batchNorm });
  return describeArchitecture(trunk, createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth }));
}

const options = tent.options.parse({});

describe('tent', () => {
  it('refuses a trunk without batch norm, and says what to set', () => {
    expect(tent.requires?.(architectureWith(false), options)).toMatch(/Set trunk\.batchNorm to true/);
    expect(tent.requires?.(architectureWith(true), options)).toBeUndefined();
  });

  it('lowers the entropy by scales and offsets alone; the source’s running statistics stay', () => {
    const architecture = architectureWith(true);
    const stage = tent.stages(options, architecture)[1] as Stage;
    const { trunk, head } = architecture;
    const random = createRandom(1);
    const modules = tent.modules(options, architecture);
    const initial = { ...trunk.init(random.fork('trunk')), ...head.init(random.fork('head')) } as Parameters;
    const parameters = Object.assign(
      {},
      initial,
      ...Object.values(modules).map((one) => one.init(random, initial)),
    ) as Parameters;
    const { rates, undecayed } = resolveTrainable(Object.keys(parameters), stage.trainable(options, architecture));
    const learns = (name: string): boolean => typeof rates.get(name) === 'number';
    const changing = (name: string): boolean => rates.get(name) !== 'frozen';
    const contextFor = (trains: (name: string) => boolean) =>
      createContext({
        model: createModel(trunk, head),
        architecture,
        options,
        modules,
        parameters,
        stage: stage.name,
        progress: { step: 0, steps: 1, fraction: 0 },
        random,
        dropout: random,
        notes: {},
        mode: 'training',
        cut: 'images',
        learns,
        trains,
      });
    const targetImages = randomNormal(createRandom(2), [6, 32, 32, 3]);
    const variables = Object.fromEntries(Object.entries(parameters).filter(([name]) => learns(name)));
    const optimiser = createOptimiser({ name: 'adam' });
    const valuesOf = () =>
      Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, [...one.dataSync()].join()]));
    const before = valuesOf();
    tf.tidy(() => assignParameters(parameters, stage.begin?.(contextFor(changing)) ?? {}, changing, 'begin'));
    const entropies = Array.from(
      { length: 8 },
      () =>
        takeStep(
          {
            stage,
            options,
            variables,
            changing,
            contextFor,
            update(all, gradients) {
              optimiser.step(all, gradients, () => 0.01);
              tf.dispose(Object.values(gradients));
              return {};
            },
          },
          { targetImages, views: {} },
        )['train/loss/entropy'] as number,
    );
    expect(entropies.at(-1)).toBeLessThan(entropies[0] as number);
    const after = valuesOf();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    const affine = Object.keys(parameters).filter((name) => /^backbone\/.*\/(?:scale|offset)$/.test(name));
    const statistics = Object.keys(parameters).filter((name) => name.startsWith('target/'));
    expect(statistics.length).toBe(affine.length);
    expect(changed.sort()).toEqual([...affine, ...statistics].sort());
    expect([...undecayed].sort()).toEqual(affine.sort());
    optimiser.dispose();
    tf.dispose([...Object.values(parameters), targetImages]);
  });
});
