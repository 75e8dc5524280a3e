import { startEngine, tf } from '@trunkline/engine';
import { checkGradient, expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { classificationLoss, classificationPerExample } from './classification.ts';
import { crossEntropyLoss } from './cross-entropy.ts';

beforeAll(async () => {
  await startEngine();
});

const rows = [
  [2, -1, 0.5],
  [0, 0, 3],
];
const labels = [0, 1];
const classWeights = [0.5, 2, 1];

/** By the definition, number by number. */
function slow(smoothing: number, weights: readonly number[]): number[] {
  return rows.map((row, index) => {
    const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
    const surprise = row.map((logit) => Math.log(sum) - logit);
    const label = labels[index] as number;
    const spread = surprise.reduce((total, one, place) => total + (weights[place] as number) * one, 0) / row.length;
    return (1 - smoothing) * (weights[label] as number) * (surprise[label] as number) + smoothing * spread;
  });
}

describe('the loss on labels', () => {
  it.each([
    ['smoothing', 0.1, undefined],
    ['weights of classes', 0, classWeights],
    ['both', 0.2, classWeights],
  ])('follows its definition with %s', (_what, labelSmoothing, weights) => {
    tf.tidy(() => {
      const logits_BK = tf.tensor2d(rows);
      const labels_B = tf.tensor1d(labels, 'int32');
      const options = { labelSmoothing, ...(weights && { classWeights: weights }) };
      const expected = slow(labelSmoothing, weights ?? [1, 1, 1]);
      expectClose(classificationPerExample(logits_BK, labels_B, options).dataSync(), expected, { relative: 1e-6 });
      const divisor = weights ? labels.reduce((sum, label) => sum + (weights[label] as number), 0) : labels.length;
      const mean = expected.reduce((sum, one) => sum + one, 0) / divisor;
      expect(classificationLoss(logits_BK, labels_B, options).dataSync()[0]).toBeCloseTo(mean, 5);
    });
  });

  it('is plain cross-entropy, bit for bit, without options', () => {
    tf.tidy(() => {
      const [logits_BK, labels_B] = [tf.tensor2d(rows), tf.tensor1d(labels, 'int32')];
      const plain = crossEntropyLoss(logits_BK, labels_B).dataSync()[0];
      expect(classificationLoss(logits_BK, labels_B).dataSync()[0]).toBe(plain);
    });
  });

  it('has the gradient of finite differences', () => {
    const labels_B = tf.tensor1d(labels, 'int32');
    const logits_BK = tf.tensor2d(rows);
    checkGradient(
      (input) => classificationLoss(input as typeof logits_BK, labels_B, { labelSmoothing: 0.1, classWeights }),
      [logits_BK],
    );
    tf.dispose([labels_B, logits_BK]);
  });
});
