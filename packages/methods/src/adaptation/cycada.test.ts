import { randomNormal, startEngine, tf, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { cycleLoss } from '../losses/translation.ts';
import { toyPoints, trainOnToy, type ToyDomain } from '../testing/toy-domains.ts';
import { createPatchDiscriminator, createTranslator } from '../translators.ts';
import { cycada } from './cycada.ts';

beforeAll(async () => {
  await startEngine();
});

describe('networks of pictures', () => {
  const images = (): Tensor4D => randomNormal(createRandom(1), [2, 8, 8, 3]) as Tensor4D;

  it('translate a picture to nearly itself when they are fresh, and exactly with a last kernel of 0', () => {
    const translator = createTranslator('to-target', 4, 3);
    const parameters = translator.init(createRandom(2), {});
    tf.tidy(() => {
      const before = images();
      const distance = (): number => cycleLoss(before, translator.apply(parameters, before)).dataSync()[0] as number;
      expect(distance()).toBeGreaterThan(0);
      expect(distance()).toBeLessThan(0.3);
      parameters['to-target/output/kernel']?.assign(tf.zeros([3, 3, 4, 3]));
      expectClose(translator.apply(parameters, before).dataSync(), [...before.dataSync()], { absolute: 1e-6 });
    });
    tf.dispose(Object.values(parameters));
  });

  it('tell pictures apart by one logit for each place of a quarter of the side', () => {
    const discriminator = createPatchDiscriminator('real-target', 4, 3);
    const parameters = discriminator.init(createRandom(2), {});
    const count = Object.values(parameters).reduce((sum, { size }) => sum + size, 0);
    expect(discriminator.cost().parameters).toBe(count);
    tf.tidy(() => {
      expect(discriminator.apply(parameters, images()).shape).toEqual([2 * 2 * 2, 1]);
    });
    tf.dispose(Object.values(parameters));
  });

  it('come back with a mean absolute difference', () => {
    tf.tidy(() => {
      expect(cycleLoss(tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([1, 0, 3, 8])).dataSync()[0]).toBeCloseTo(1.5, 6);
    });
  });
});

describe('cycada', () => {
  it('translates a shift that no trunk is asked to align away, and fails where pictures stay as they are', () => {
    const { pixels_NHWC, ...rest } = toyPoints('source', { seed: 5 });
    // the source's points, moved by as much as their classes are apart: the boundary lies beside them all
    const target: ToyDomain = { ...rest, pixels_NHWC: pixels_NHWC.map((one, at) => (at % 3 === 1 ? one + 4 : one)) };
    const run = (steps: number, translatorRateFactor: number) =>
      trainOnToy(cycada, {
        target,
        steps,
        optimiser: { name: 'adam', beta1: 0.5, rate: 0.03 },
        options: {
          adaptationWeight: 0,
          cycleWeight: 3,
          semanticWeight: 0.1,
          sourceShare: 0.15,
          pixelShare: 0.49,
          channels: 8,
          kernelSize: 1,
          hiddenWidth: 8,
          translatorRateFactor,
        },
      }).targetAccuracy;
    expect(run(120, 1)).toBeGreaterThan(0.9);
    expect(run(40, 0)).toBeLessThan(0.65);
  });
});
