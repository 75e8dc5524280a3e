import { randomNormal, randomUniform, startEngine, tf, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { expectClose, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { mixStatistics, partnersOfOtherDomains } from './mix-statistics.ts';

beforeAll(async () => {
  await startEngine();
});

const maps = (): Tensor4D => tf.add(randomNormal(createRandom(1), [3, 4, 4, 2], 2), tf.tensor1d([3, -1])) as Tensor4D;
const partners = () => tf.tensor1d([2, 0, 1], 'int32');

/** Mean and deviation of each image's channels, by their definitions. */
function statistics(all: Tensor4D): { mean: number; deviation: number }[][] {
  return (all.arraySync() as number[][][][]).map((image) =>
    [0, 1].map((channel) => {
      const values = image.flatMap((row) => row.map((pixel) => pixel[channel] as number));
      const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
      const square = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
      return { mean, deviation: Math.sqrt(square) };
    }),
  );
}

describe('mixed statistics', () => {
  it('are an image’s own where its share is 1, and its maps then stay as they are', () => {
    tf.tidy(() => {
      const before = maps();
      const after = mixStatistics(before, partners(), tf.ones([3]));
      expectClose(after.dataSync(), before.dataSync(), { relative: 1e-5 });
    });
  });

  it('are the partner’s where the share is 0, and lie between both elsewhere', () => {
    tf.tidy(() => {
      const before = maps();
      const own = statistics(before);
      const after = statistics(mixStatistics(before, partners(), tf.tensor1d([0, 0.25, 1])));
      const mixed = [own[2], own[0], own[2]].map((other, image) =>
        [0, 1].map((channel) => {
          const share = [0, 0.25, 1][image] as number;
          const blend = (what: 'mean' | 'deviation'): number =>
            share * (own[image]?.[channel]?.[what] as number) + (1 - share) * (other?.[channel]?.[what] as number);
          return { mean: blend('mean'), deviation: blend('deviation') };
        }),
      );
      after.flat().forEach(({ mean, deviation }, place) => {
        expect(mean).toBeCloseTo(mixed.flat()[place]?.mean as number, 4);
        expect(deviation).toBeCloseTo(mixed.flat()[place]?.deviation as number, 4);
      });
    });
  });

  it('are constants for the gradient: each pixel moves by the ratio of the deviations', () => {
    tf.tidy(() => {
      const before = maps();
      const own = statistics(before);
      const gradient = tf.grad((x) => tf.sum(mixStatistics(x as Tensor4D, partners(), tf.zeros([3]))))(before);
      const expected = [2, 0, 1].flatMap((partner, image) =>
        Array.from(
          { length: 32 },
          (_, place) =>
            (own[partner]?.[place % 2]?.deviation as number) / (own[image]?.[place % 2]?.deviation as number),
        ),
      );
      expectClose(gradient.dataSync(), expected, { relative: 1e-4 });
    });
  });

  it('leak nothing', () => {
    expectNoLeaks(() => tf.tidy(() => mixStatistics(maps(), partners(), tf.zeros([3]))));
  });
});

describe('partners', () => {
  it('are of another domain, each as likely as the next', () => {
    const domains = [0, 0, 1, 1, 1, 2];
    const counts = new Map<number, number>();
    const random = createRandom(3);
    tf.tidy(() => {
      const domains_B = tf.tensor1d(domains, 'int32');
      for (let draw = 0; draw < 400; draw++) {
        const drawn = partnersOfOtherDomains(domains_B, randomUniform(random, [6, 6])).dataSync();
        drawn.forEach((partner, row) => expect(domains[partner]).not.toBe(domains[row]));
        counts.set(drawn[0] as number, (counts.get(drawn[0] as number) ?? 0) + 1);
      }
    });
    expect([...counts.keys()].sort()).toEqual([2, 3, 4, 5]);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(40);
  });
});
