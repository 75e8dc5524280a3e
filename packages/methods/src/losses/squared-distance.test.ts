import { randomNormal, startEngine, tf } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient } from '@trunkline/testkit';
import { beforeAll, expect, it } from 'vitest';
import { squaredDistanceLoss, squaredNormLoss } from './squared-distance.ts';

beforeAll(async () => {
  await startEngine();
});

it('is half the sum of squares, over tensors of any shape', () => {
  tf.tidy(() => {
    expect(squaredNormLoss([tf.tensor1d([1, 2]), tf.tensor2d([[3]])]).dataSync()[0]).toBe(7);
    expect(squaredDistanceLoss([[tf.tensor1d([1, 2]), tf.tensor1d([0, 4])]]).dataSync()[0]).toBe(2.5);
  });
});

it('has the difference as its gradient', () => {
  const [value, start] = [1, 2].map((seed) => randomNormal(createRandom(seed), [3, 2]));
  checkGradient((one) => squaredDistanceLoss([[one, start!]]), [value!]);
});
