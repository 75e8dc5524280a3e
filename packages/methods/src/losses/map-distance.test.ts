import { randomNormal, startEngine, tf, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { mapDistanceLoss } from './map-distance.ts';

beforeAll(async () => {
  await startEngine();
});

const maps = (seed: number): Tensor4D => randomNormal(createRandom(seed), [2, 3, 2, 4]) as Tensor4D;

describe('the distance of maps', () => {
  it('sums channels and averages over pixels and images', () => {
    tf.tidy(() => {
      const [now, start] = [maps(1), maps(2)];
      const [a, b] = [now.arraySync() as number[][][][], start.arraySync() as number[][][][]];
      let expected = 0;
      for (let image = 0; image < 2; image++) {
        for (let channel = 0; channel < 4; channel++) {
          let squares = 0;
          for (let y = 0; y < 3; y++) {
            for (let x = 0; x < 2; x++) {
              const at = (all: number[][][][]): number => all[image]?.[y]?.[x]?.[channel] as number;
              squares += (at(a) - at(b)) ** 2;
            }
          }
          expected += squares / 6 / 2 / 2;
        }
      }
      expect(mapDistanceLoss(now, start).dataSync()[0]).toBeCloseTo(expected, 5);
      expect(mapDistanceLoss(now, now).dataSync()[0]).toBe(0);
    });
  });

  it('has the gradient of finite differences, and leaks nothing', () => {
    const start = maps(2);
    checkGradient((now) => mapDistanceLoss(now as Tensor4D, start), [maps(1)]);
    expectNoLeaks(() => tf.tidy(() => mapDistanceLoss(maps(1), start)));
  });
});
