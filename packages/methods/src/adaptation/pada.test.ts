import { randomNormal, startEngine, tf } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { beforeAll, describe, expect, it } from 'vitest';
import { World } from '../../test/world.ts';
import { pada } from './pada.ts';

beforeAll(async () => {
  await startEngine();
});

/** The loss at a step of 10 with weights of classes, the pixels of its images of class 0 deviating by `deviation`. */
function lossAt(step: number, weights: readonly number[], deviation: number): number {
  const world = new World(pada, {
    options: { refreshes: 5, hiddenWidth: 8 },
    progress: { step, steps: 10 },
    notes: { classWeights_K: { values: Float32Array.from(weights), shape: [3] } },
  });
  const value = tf.tidy(() => {
    const first = (seed: number) => randomNormal(createRandom(seed), [1, 32, 32, 3], deviation);
    const rest = (seed: number) => randomNormal(createRandom(seed), [2, 32, 32, 3]);
    const sourceImages = tf.concat([first(4), rest(5), first(6), rest(8)]);
    return world.loss(world.stage.phases[0], { ...world.batch, sourceImages }).total.dataSync()[0] as number;
  });
  world.dispose();
  return value;
}

describe('pada', () => {
  it('does not look at source images of a class that weighs nothing, in either loss', () => {
    expect(lossAt(5, [0, 1, 0.5], 1)).toBeCloseTo(lossAt(5, [0, 1, 0.5], 50), 5);
    expect(lossAt(5, [1, 1, 0.5], 1)).not.toBeCloseTo(lossAt(5, [1, 1, 0.5], 50), 3);
  });

  it('weighs all classes alike until predictions have been read a second time', () => {
    expect(lossAt(1, [0, 1, 0.5], 1)).toBeCloseTo(lossAt(1, [1, 1, 1], 1), 6);
    expect(lossAt(2, [0, 1, 0.5], 1)).not.toBeCloseTo(lossAt(2, [1, 1, 1], 1), 3);
  });
});
