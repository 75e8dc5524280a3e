import { startEngine, tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { checkGradient, expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { reliableEntropyLoss, reliableExamples } from './reliable-entropy.ts';

beforeAll(async () => {
  await startEngine();
});

const logits = [
  [4, 0, 0],
  [0, 4, 0],
  [0.2, 0, 0.1],
];

/** Entropy of a row in nats, by its definition. */
function entropyOf(row: readonly number[]): number {
  const sum = row.reduce((total, one) => total + Math.exp(one), 0);
  return -row.reduce((total, one) => total + (Math.exp(one) / sum) * Math.log(Math.exp(one) / sum), 0);
}

describe('reliable examples', () => {
  const margins = { entropyMargin: 0.5, redundancyMargin: 0.4 };

  it('are certain ones, weighted by how certain they are', () => {
    tf.tidy(() => {
      const none_K = tf.zeros([3]) as Tensor1D;
      const chosen = reliableExamples(tf.tensor2d(logits), none_K, margins);
      const weights = logits.map((row) => (entropyOf(row) < 0.5 ? Math.exp(0.5 - entropyOf(row)) : 0));
      expect(weights[2]).toBe(0);
      expectClose(chosen.weights_B.dataSync(), weights, { absolute: 1e-5 });
      expect(chosen.count.dataSync()[0]).toBe(2);
      const expected = logits.reduce((sum, row, at) => sum + (weights[at] as number) * entropyOf(row), 0) / 2;
      expect(reliableEntropyLoss(tf.tensor2d(logits), chosen).dataSync()[0]).toBeCloseTo(expected, 5);
    });
  });

  it('are unlike the mean of the predictions before', () => {
    tf.tidy(() => {
      const mean_K = tf.tensor1d([0.9, 0.05, 0.05]);
      const { weights_B } = reliableExamples(tf.tensor2d(logits), mean_K, margins);
      expect([...weights_B.dataSync()].map((one) => one > 0)).toEqual([false, true, false]);
    });
  });

  it('give a gradient in which the weights are constants, and a loss of 0 where there are none', () => {
    tf.tidy(() => {
      const none_K = tf.zeros([3]) as Tensor1D;
      const chosen = reliableExamples(tf.tensor2d(logits), none_K, margins);
      checkGradient((one) => reliableEntropyLoss(one as Tensor2D, chosen), [tf.tensor2d(logits)]);
      const empty = reliableExamples(tf.tensor2d(logits), none_K, { ...margins, entropyMargin: 1e-6 });
      expect(reliableEntropyLoss(tf.tensor2d(logits), empty).dataSync()[0]).toBe(0);
    });
  });
});
