import { randomNormal, startEngine, tf, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../decoder.ts';
import { reconstructionLoss, standardNormalDivergence } from '../losses/reconstruction.ts';
import { trainOnToy } from '../testing/toy-domains.ts';
import { drcn } from './drcn.ts';

beforeAll(async () => {
  await startEngine();
});

describe('the reconstruction', () => {
  it('is the mean squared difference from pictures averaged down', () => {
    tf.tidy(() => {
      const picture = Array.from({ length: 4 }, (_row, y) =>
        Array.from({ length: 4 }, (_column, x) => [x + 4 * y, 1, x % 2]),
      );
      // means of the squares of four pixels, by hand: x + 4 y over {0, 1} × {0, 1} is 2.5, and so on
      const down = [
        [
          [2.5, 1, 0.5],
          [4.5, 1, 0.5],
        ],
        [
          [10.5, 1, 0.5],
          [12.5, 1, 0.5],
        ],
      ];
      const images = tf.tensor4d([picture]);
      expect(reconstructionLoss(images, tf.tensor4d([down])).dataSync()[0]).toBeCloseTo(0, 6);
      const off = tf.add(tf.tensor4d([down]), tf.tensor1d([3, 0, 0])) as Tensor4D;
      expect(reconstructionLoss(images, off).dataSync()[0]).toBeCloseTo(3, 5);
    });
  });

  it('has a divergence that is 0 at the standard normal, and equals the integral elsewhere', () => {
    tf.tidy(() => {
      const value = (mean: number, deviation: number): number =>
        standardNormalDivergence(
          tf.tensor2d([[mean]]),
          tf.tensor2d([[2 * Math.log(deviation)]]),
        ).dataSync()[0] as number;
      expect(value(0, 1)).toBeCloseTo(0, 6);
      for (const [mean, deviation] of [
        [1, 0.5],
        [-0.4, 1.7],
      ] as const) {
        // ∫ q log (q / p), by small steps
        let integral = 0;
        for (let x = -12; x < 12; x += 0.001) {
          const z = (x - mean) / deviation;
          const logQ = -(z * z) / 2 - Math.log(deviation);
          integral += (Math.exp(logQ) / Math.sqrt(2 * Math.PI)) * (logQ + (x * x) / 2) * 0.001;
        }
        expect(value(mean, deviation)).toBeCloseTo(integral, 3);
      }
    });
    checkGradient(
      (mean, spread) => standardNormalDivergence(mean as Tensor2D, spread as Tensor2D),
      [randomNormal(createRandom(1), [2, 3]), randomNormal(createRandom(2), [2, 3])],
    );
  });
});

describe('the decoder', () => {
  it.each([1, 2, 4, 16])('draws pictures of %i pixels a side, and its cost is its parameters', (side) => {
    const decoder = createDecoder({ inputWidth: 5, channels: 3, side });
    const parameters = decoder.init(createRandom(1), {});
    const sizes = decoder.parameters.map(({ shape }) => shape.reduce((product, one) => product * one, 1));
    expect(decoder.cost().parameters).toBe(sizes.reduce((sum, one) => sum + one, 0));
    expect(Object.keys(parameters)).toEqual(decoder.parameters.map(({ name }) => name));
    tf.tidy(() => {
      const drawn = decoder.apply(parameters, randomNormal(createRandom(2), [2, 5]) as Tensor2D);
      expect(drawn.shape).toEqual([2, side, side, 3]);
    });
    tf.dispose(Object.values(parameters));
  });

  it('doubles places where they are', () => {
    const decoder = createDecoder({ inputWidth: 64, channels: 1, side: 8 });
    const parameters = decoder.init(createRandom(1), {});
    tf.tidy(() => {
      // a base that passes its input on, and convolutions of a single 1 in the middle
      parameters['decoder/base/kernel']?.assign(tf.slice(tf.eye(64), [0, 0], [64, 16]));
      const middle = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1, 1]);
      parameters['decoder/convolution1/kernel']?.assign(middle);
      parameters['decoder/output/kernel']?.assign(tf.tile(middle, [1, 1, 1, 3]));
      const code = Array.from({ length: 64 }, (_one, place) => (place < 16 ? place : 0));
      const drawn = decoder.apply(parameters, tf.tensor2d([code])).slice([0, 0, 0, 0], [1, 8, 8, 1]);
      const expected = Array.from({ length: 64 }, (_one, at) => Math.floor(at / 16) * 4 + Math.floor((at % 8) / 2));
      expectClose(drawn.dataSync(), expected, { absolute: 1e-5 });
    });
    tf.dispose(Object.values(parameters));
  });
});

describe('drcn', () => {
  const run = (steps: number, options: object) =>
    trainOnToy(drcn, {
      seed: 1,
      width: 2,
      steps,
      optimiser: { name: 'adam', rate: 0.04 },
      options: { side: 1, channels: 8, ...options },
    });

  it('gains on the toy domains by drawing the target, and not at weight 0', () => {
    const [none, some] = [1, 0.5].map((classificationShare) => run(60, { classificationShare }));
    expect(none?.targetAccuracy).toBeLessThan(0.65);
    expect(some?.targetAccuracy).toBeGreaterThan((none?.targetAccuracy as number) + 0.15);
    expect(none?.logged['train/loss/reconstruction']).toBeGreaterThan(1);
    expect(some?.logged['train/loss/reconstruction']).toBeLessThan(0.2);
  });

  it('keeps what is sampled near the standard normal only where its weight says so', () => {
    const divergence = (variational: number) =>
      run(30, { classificationShare: 0.2, variational, latentWidth: 2 }).logged['train/loss/divergence'] as number;
    expect(divergence(1)).toBeLessThan(0.1);
    expect(divergence(0.01)).toBeGreaterThan(0.5);
  });
});
