import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, expect, it } from 'vitest';
import { meanNorm, stepwiseNormLoss } from './feature-norm.ts';

beforeAll(async () => {
  await startEngine();
});

it('is the step squared, and pulls every row outwards by 2 · step / rows', () => {
  const features = randomNormal(createRandom(3), [5, 4]) as Tensor2D;
  expect(stepwiseNormLoss(features, 1.5).dataSync()[0]).toBeCloseTo(2.25, 5);
  const gradient = tf.grad((one) => stepwiseNormLoss(one as Tensor2D, 1.5))(features);
  // d/dx of (‖x‖ − c)² at ‖x‖ − c = −1.5, over five rows: −3 · x / ‖x‖ / 5
  const expected = tf.div(tf.mul(features, -3 / 5), tf.norm(features, 'euclidean', 1, true));
  expectClose(gradient.dataSync(), expected.dataSync(), { relative: 1e-4 });
});

it('leaves a row of zeros where it is', () => {
  const gradient = tf.grad((one) => stepwiseNormLoss(one as Tensor2D, 1))(tf.zeros([2, 3]));
  expect(Array.from(gradient.dataSync()).every((value) => value === 0)).toBe(true);
  expect(
    meanNorm(
      tf.tensor2d([
        [3, 4],
        [0, 1],
      ]),
    ).dataSync()[0],
  ).toBeCloseTo(3, 5);
});
