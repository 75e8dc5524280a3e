import { createTrunk } from '@trunkline/backbone';
import { startEngine, tf, type Tensor } from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { World } from '../../test/world.ts';
import { describeArchitecture } from '../architecture.ts';
import type { AnyPhase } from '../stage.ts';
import { toyPoints, trainOnToy } from '../testing/toy-domains.ts';
import { biTuning } from './bi-tuning.ts';
import { fullFinetune } from './full-finetune.ts';

beforeAll(async () => {
  await startEngine();
});

const settings = { steps: 6, sources: [toyPoints('source', { count: 64 })], batchSize: 8 };

describe('bi-tuning', () => {
  it('is full fine-tuning bit for bit at weight 0', () => {
    const full = trainOnToy(fullFinetune, settings).values;
    const { values } = trainOnToy(biTuning, { ...settings, options: { contrastWeight: 0 } });
    for (const [name, value] of Object.entries(full)) expect(values[name], name).toEqual(value);
  });

  it('keeps the latest keys with their labels, newest first, and drops the oldest', () => {
    const world = new World(biTuning, { options: { keysPerClass: 3, projectionWidth: 4, decay: 0.5 } });
    const at = (name: string) => Array.from(world.parameters[name]?.dataSync() as Float32Array);
    const own = at('head/kernel');
    expect(at('key/head/kernel')).toEqual(own);
    expect(at('key/projector/kernel')).toEqual(at('projector/kernel'));
    world.step();
    expect(at('queue/labels')).toEqual([0, 1, 2, 0, 1, 2, -1, -1, -1]);
    const first = at('queue/projections').slice(0, 12);
    // half of the way to what the model is now
    at('key/head/kernel').forEach((value, place) =>
      expect(value).toBeCloseTo(((own[place] as number) + (at('head/kernel')[place] as number)) / 2, 5),
    );
    world.step();
    expect(at('queue/labels')).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(at('queue/projections').slice(24)).toEqual(first);
    for (const row of [0, 8]) {
      const length = at('queue/projections')
        .slice(row * 4, row * 4 + 4)
        .reduce((sum, one) => sum + one * one, 0);
      expect(length).toBeCloseTo(1, 5);
    }
    world.dispose();
  });

  it('contrasts a class’s vector with the image and the queue, as a loop over keys has it', () => {
    const temperature = 0.5;
    const world = new World(biTuning, { options: { keysPerClass: 4, projectionWidth: 4, temperature } });
    world.step();
    const rowsOf = (values: ArrayLike<number>, width: number): number[][] =>
      Array.from({ length: values.length / width }, (_, row) =>
        Array.from(values).slice(row * width, (row + 1) * width),
      );
    const unit = (row: number[]): number[] => row.map((one) => one / Math.hypot(...row));
    const dot = (one: number[], other: number[]): number =>
      one.reduce((sum, x, k) => sum + x * (other[k] as number), 0);
    const at = (name: string) => world.parameters[name]?.dataSync() as Float32Array;
    const [found, features] = tf.tidy(() => {
      const { terms } = world.loss(world.stage.phases[0] as AnyPhase);
      const { features_BF } = world.context().forward(world.batch.sourceImages as Tensor);
      return [terms['classifier-contrast']?.dataSync()[0], rowsOf(features_BF.dataSync(), features_BF.shape[1])];
    });
    const width = features[0]?.length as number;
    const kernel = rowsOf(at('head/kernel'), 3);
    const labels = [0, 1, 2, 0, 1, 2];
    const losses = labels.map((label, row) => {
      const vector = unit([...kernel.map((values) => values[label] as number), at('head/bias')[label] as number]);
      const keys = [unit([...(features[row] as number[]), 1]), ...rowsOf(at('queue/features'), width + 1).slice(0, 6)];
      const grown = keys.map((key) => Math.exp(dot(vector, key) / temperature));
      const sum = grown.reduce((total, one) => total + one, 0);
      const own = grown.filter((_, key) => key === 0 || labels[key - 1] === label);
      return own.reduce((total, one) => total - Math.log(one / sum), 0) / own.length;
    });
    expect(found).toBeCloseTo(losses.reduce((sum, one) => sum + one, 0) / losses.length, 4);
    world.dispose();
  });

  it('needs a linear classifier', () => {
    const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
    const refused = (head: object) =>
      biTuning.requires?.(
        describeArchitecture(trunk, createHead({ classes: 3, inputWidth: trunk.embeddingWidth, ...head } as never)),
        biTuning.options.parse({}),
      );
    expect(refused({ kind: 'linear' })).toBeUndefined();
    expect(refused({ kind: 'mlp' })).toMatch(/linear classifier, and the head is mlp. Set head to linear/);
  });
});
