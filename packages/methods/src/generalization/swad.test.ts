import { startEngine } from '@trunkline/engine';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { fullFinetune } from '../finetuning/full-finetune.ts';
import { toyPoints, trainOnToy } from '../testing/toy-domains.ts';
import { swad } from './swad.ts';

beforeAll(async () => {
  await startEngine();
});

const settings = { steps: 6, sources: [toyPoints('source', { count: 64 })] };

describe('swad', () => {
  it('is the mean of the weights after each step of the window', () => {
    const { values } = trainOnToy(swad, settings);
    const after = [4, 5, 6].map((steps) => trainOnToy(fullFinetune, { ...settings, steps }).values);
    for (const name of Object.keys(after[0] ?? {})) {
      const mean = (after[0]?.[name] as Float32Array).map(
        (_, place) => after.reduce((sum, one) => sum + (one[name]?.[place] as number), 0) / 3,
      );
      expectClose(values[name] as Float32Array, mean, { absolute: 1e-6 });
      expect(values[`average/${name}`], name).toEqual(values[name]);
    }
  });

  it('keeps the last weights where the window holds one step', () => {
    const { values } = trainOnToy(swad, { ...settings, options: { windowStart: 0.9 } });
    const last = trainOnToy(fullFinetune, settings).values;
    for (const [name, value] of Object.entries(last))
      expectClose(values[name] as Float32Array, value, { absolute: 1e-6 });
  });

  it('estimates statistics of batch norm for the mean', () => {
    const variance = (statisticsSteps: number) =>
      trainOnToy(swad, { ...settings, batchNorm: true, steps: 4, options: { statisticsSteps } }).values;
    const [few, more] = [variance(1), variance(9)];
    expect(more['backbone/norm2/variance']).not.toEqual(few['backbone/norm2/variance']);
    expect(more['backbone/conv1/kernel']).toEqual(few['backbone/conv1/kernel']);
  });
});
