import { createTrunk } from '@trunkline/backbone';
import { startEngine, tf } from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { createRandom } from '@trunkline/system';
import { expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { resolveTrainable } from '../trainable-rules.ts';
import { fromScratch } from './from-scratch.ts';

beforeAll(async () => {
  await startEngine();
});

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 32, batchNorm: true });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
const architecture = describeArchitecture(trunk, head);
const statistic = trunk.parameterNames().find((name) => name.endsWith('/variance')) as string;
const options = fromScratch.options.parse({});
const [stage] = fromScratch.stages(options, architecture);

/** The values that it begins with, from a context that holds no parameter at all. */
const begun = (seed: number): Record<string, number[]> =>
  tf.tidy(() => {
    const values = stage?.begin?.({ architecture, random: createRandom(seed) } as never) ?? {};
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.from(value.dataSync())]));
  });

describe('from-scratch', () => {
  it('draws every value of the trunk anew, running statistics too, from its own stream alone', () => {
    const first = begun(1);
    expect(Object.keys(first)).toEqual(trunk.parameterNames());
    expect(begun(1)).toEqual(first);
    expect(begun(2)['backbone/block5_conv1/kernel']).not.toEqual(first['backbone/block5_conv1/kernel']);
    expect(new Set(first[statistic])).toEqual(new Set([1]));
    expectNoLeaks(() => void begun(1));
  });

  it('trains all that learns, and may set the rest', () => {
    const names = architecture.parameters.map(({ name }) => name);
    const { rates } = resolveTrainable(names, stage?.trainable(options, architecture) ?? []);
    for (const { name, learnable } of architecture.parameters) {
      expect(rates.get(name), name).toBe(learnable === false ? 'held' : 1);
    }
  });
});
