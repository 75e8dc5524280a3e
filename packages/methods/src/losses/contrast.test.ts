import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { contrastLoss, unitRows } from './contrast.ts';
import { crossEntropyLoss } from './cross-entropy.ts';

beforeAll(async () => {
  await startEngine();
});

const similarities = [
  [3, -1, 0.5, 2],
  [0, 1, -2, 4],
];
const positives = [
  [1, 0, 1, 0],
  [0, 1, 1, 1],
];

describe('the contrast of positives with all keys', () => {
  it.each([
    ['all keys', [1, 1, 1, 1]],
    ['those that count', [1, 1, 0, 1]],
  ])('is a mean of logarithms over %s', (_which, present) => {
    const rows = similarities.map((row, place) => {
      const sum = row.reduce((total, one, key) => total + (present[key] ? Math.exp(one) : 0), 0);
      const own = row.filter((_, key) => present[key] && positives[place]?.[key]);
      return own.reduce((total, one) => total - Math.log(Math.exp(one) / sum), 0) / own.length;
    });
    tf.tidy(() => {
      const loss = contrastLoss(tf.tensor2d(similarities), tf.tensor2d(positives), tf.tensor1d(present));
      expect(loss.dataSync()[0]).toBeCloseTo(((rows[0] as number) + (rows[1] as number)) / 2, 5);
    });
  });

  it('is cross-entropy where each row has one positive', () => {
    tf.tidy(() => {
      const labels_B = tf.tensor1d([2, 0], 'int32');
      const one = tf.oneHot(labels_B, 4, 1, 0, 'float32') as Tensor2D;
      const loss = contrastLoss(tf.tensor2d(similarities), one, tf.ones([4]));
      expectClose(loss.dataSync(), crossEntropyLoss(tf.tensor2d(similarities), labels_B).dataSync());
    });
  });

  it('has the gradient of finite differences, as rows of length 1 have, and leaks nothing', () => {
    const [own, present] = [tf.tensor2d(positives), tf.tensor1d([1, 0, 1, 1])];
    checkGradient(
      (x) => contrastLoss(unitRows(x as Tensor2D), own, present),
      [randomNormal(createRandom(1), [2, 4]) as Tensor2D],
    );
    expectNoLeaks(() => tf.tidy(() => contrastLoss(tf.tensor2d(similarities), own, present)));
    tf.dispose([own, present]);
  });
});
