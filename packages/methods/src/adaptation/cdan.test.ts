import { createTrunk } from '@trunkline/backbone';
import { startEngine, tf, type Parameters } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createHead } from '@trunkline/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { resolveTrainable } from '../trainable-rules.ts';
import { cdan } from './cdan.ts';

beforeAll(async () => {
  await startEngine();
});

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
const architecture = describeArchitecture(
  trunk,
  createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth }),
);
const shapesOf = (given: object): ReadonlyMap<string, readonly number[]> => {
  const modules = cdan.modules(cdan.options.parse(given), architecture);
  return new Map(
    Object.values(modules).flatMap(({ parameters }) => parameters.map(({ name, shape }) => [name, shape])),
  );
};

describe('the discriminator of cdan', () => {
  it('sees every product up to a size, and a random map above it', () => {
    const products = trunk.embeddingWidth * 3;
    const plain = shapesOf({ largestMap: products });
    expect(plain.get('discriminator/hidden1/kernel')?.[0]).toBe(products);
    expect([...plain.keys()].some((name) => name.startsWith('random-map/'))).toBe(false);
    const random = shapesOf({ largestMap: products - 1, randomWidth: 50 });
    expect(random.get('discriminator/hidden1/kernel')?.[0]).toBe(50);
    expect(random.get('random-map/features')).toEqual([trunk.embeddingWidth, 50]);
    expect(random.get('random-map/probabilities')).toEqual([3, 50]);
  });

  it('keeps the random map as it was drawn', () => {
    const options = cdan.options.parse({ largestMap: 0, randomWidth: 8 });
    const modules = Object.values(cdan.modules(options, architecture));
    const own = Object.assign({}, ...modules.map((one) => one.init(createRandom(1), {}))) as Parameters;
    const names = [...architecture.parameters.map(({ name }) => name), ...Object.keys(own)];
    const { rates } = resolveTrainable(
      names,
      cdan.stages(options, architecture)[0]?.trainable(options, architecture) ?? [],
    );
    expect(names.filter((name) => rates.get(name) === 'frozen')).toEqual([
      'random-map/features',
      'random-map/probabilities',
    ]);
    const { mean, variance } = tf.tidy(() => {
      const moments = tf.moments(own['random-map/features'] as Parameters[string]);
      return { mean: moments.mean.dataSync()[0] as number, variance: moments.variance.dataSync()[0] as number };
    });
    expect(Math.abs(mean)).toBeLessThan(0.25);
    expect(Math.abs(variance - 1)).toBeLessThan(0.4);
    tf.dispose(Object.values(own));
  });
});
