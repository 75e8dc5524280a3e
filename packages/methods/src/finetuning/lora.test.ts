import { createTrunk } from '@trunkline/backbone';
import { startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { singularValues } from '../losses/singular-values.ts';
import { trainOnToy } from '../testing/toy-domains.ts';
import { linearProbe } from './linear-probe.ts';
import { lora } from './lora.ts';

beforeAll(async () => {
  await startEngine();
});

const kernel = 'backbone/conv2/kernel';

describe('lora', () => {
  it.each([1, 2])('moves a kernel by a matrix of rank %d, and nothing else of the trunk', (rank) => {
    const { values, sourceAccuracy } = trainOnToy(lora, { options: { rank, alpha: 2 }, steps: 20 });
    expect(sourceAccuracy).toBeGreaterThan(0.95);
    const change = (values[kernel] as Float32Array).map(
      (now, place) => now - (values[`start/${kernel}`]?.[place] as number),
    );
    const found = tf.tidy(() => Array.from(singularValues(tf.tensor2d(change, [8, 8])).dataSync()));
    const [first = 0] = found;
    expect(found[rank - 1]).toBeGreaterThan(1e-4 * first);
    expect(found[rank]).toBeLessThan(1e-4 * first);
    const factors = tf.tidy(() => {
      const [down, up] = ['down', 'up'].map((what) => values[`lora/conv2/${what}`] as Float32Array);
      const product = tf.matMul(
        tf.tensor2d(down as Float32Array, [8, rank]),
        tf.tensor2d(up as Float32Array, [rank, 8]),
      );
      return Array.from((tf.mul(product, 2 / rank) as Tensor2D).dataSync());
    });
    expectClose(change, factors, { absolute: 1e-5 });
    expect(values['backbone/conv1/bias']).toEqual(new Float32Array(8));
  });

  it('begins exactly at the trunk: with one step its loss is the linear probe’s', () => {
    const first = (method: typeof lora | typeof linearProbe) => trainOnToy(method, { steps: 1 }).logged;
    expect(first(lora)['train/loss/classification']).toBe(first(linearProbe)['train/loss/classification']);
  });

  it('moves the chosen layers alone', () => {
    const { values } = trainOnToy(lora, { options: { layers: ['conv2'] }, steps: 3 });
    expect(Object.keys(values).filter((name) => name.startsWith('lora/'))).toEqual([
      'lora/conv2/down',
      'lora/conv2/up',
    ]);
    expect(values[kernel]).not.toEqual(values[`start/${kernel}`]);
  });

  it('leaves kernels that work channel by channel alone, and names a layer that is not there', () => {
    const trunk = createTrunk({ name: 'mobilenet-v1', width: 0.25 });
    const architecture = describeArchitecture(
      trunk,
      createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth }),
    );
    const options = lora.options.parse({});
    const kernels = lora.modules(options, architecture)['start']?.parameters ?? [];
    expect(kernels.length).toBeGreaterThan(10);
    expect(kernels.every(({ shape }) => shape[3] !== 1)).toBe(true);
    expect(lora.requires?.(architecture, options)).toBeUndefined();
    expect(lora.requires?.(architecture, lora.options.parse({ layers: ['conv9'] }))).toMatch(
      /kernels of conv9, and mobilenet/,
    );
  });
});
