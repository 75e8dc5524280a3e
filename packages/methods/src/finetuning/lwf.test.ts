import { startEngine } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyPoints, trainOnToy } from '../testing/toy-domains.ts';
import { fullFinetune } from './full-finetune.ts';
import { lwf } from './lwf.ts';

beforeAll(async () => {
  await startEngine();
});

const settings = { steps: 8, sources: [toyPoints('source', { count: 64 })] };

describe('lwf', () => {
  it('is full fine-tuning bit for bit at weight 0 and without a warm-up', () => {
    const full = trainOnToy(fullFinetune, settings).values;
    const { values } = trainOnToy(lwf, { ...settings, options: { oldWeight: 0, warmUpSteps: 0 } });
    for (const [name, value] of Object.entries(full)) expect(values[name], name).toEqual(value);
    const weighed = trainOnToy(lwf, { ...settings, options: { warmUpSteps: 0 } }).values;
    expect(weighed['backbone/conv1/kernel']).not.toEqual(full['backbone/conv1/kernel']);
  });

  it('warms up the head alone, and gives both heads its values', () => {
    const options = { warmUpSteps: 10, trunkRateFactor: 0 };
    const { values } = trainOnToy(lwf, { ...settings, options, optimiser: { name: 'sgd', rate: 0.05 }, steps: 1 });
    expect(values['backbone/conv1/kernel']).toEqual(values['start/backbone/conv1/kernel']);
    // the old head answers as it did before, so nothing has moved it
    const [old, start] = ['old/kernel', 'start/head/kernel'].map((name) => values[name] as Float32Array);
    old?.forEach((value, place) => expect(value).toBeCloseTo(start?.[place] as number, 6));
    expect(values['head/kernel']).not.toEqual(start);
  });

  it('keeps old answers: they stay nearer than without the weight', () => {
    const distance = (oldWeight: number): number => {
      const options = { oldWeight, warmUpSteps: 10 };
      const { logged } = trainOnToy(lwf, { ...settings, options, optimiser: { name: 'sgd', rate: 0.2 } });
      return logged['train/loss/old'] as number;
    };
    expect(distance(3)).toBeLessThan(distance(0));
  });
});
