import { startEngine, tf } from '@trunkline/engine';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { centroidLabels } from './centroid-labels.ts';
import { discrepancyLoss } from './discrepancy.ts';
import { diversity, entropyPerExample, informationMaximisationLoss } from './entropy.ts';

beforeAll(async () => {
  await startEngine();
});

const rows = [
  [2, 0, -1],
  [0, 0, 0],
];
const shares = rows.map((row) => {
  const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
  return row.map((logit) => Math.exp(logit) / sum);
});
const entropyOf = (share: readonly number[]): number => share.reduce((sum, p) => sum - p * Math.log(p), 0);

describe('entropy', () => {
  it('follows its definition, per example and of the mean', () => {
    tf.tidy(() => {
      const logits_BK = tf.tensor2d(rows);
      expectClose(entropyPerExample(logits_BK).dataSync(), shares.map(entropyOf), { relative: 1e-6 });
      expect(entropyPerExample(logits_BK).dataSync()[1]).toBeCloseTo(Math.log(3), 6);
      const mean = [0, 1, 2].map((label) => shares.reduce((sum, share) => sum + (share[label] as number), 0) / 2);
      expect(diversity(logits_BK).dataSync()[0]).toBeCloseTo(entropyOf(mean), 5);
      const expected = shares.map(entropyOf).reduce((sum, one) => sum + one, 0) / 2 - entropyOf(mean);
      expect(informationMaximisationLoss(logits_BK).dataSync()[0]).toBeCloseTo(expected, 5);
    });
  });
});

describe('the discrepancy of two classifiers', () => {
  it('is their mean absolute difference, symmetric, and zero where they agree', () => {
    tf.tidy(() => {
      const [first, second] = [tf.tensor2d([rows[0] as number[]]), tf.tensor2d([rows[1] as number[]])];
      const expected = [0, 1, 2].reduce((sum, label) => sum + Math.abs((shares[0]?.[label] ?? 0) - 1 / 3), 0) / 3;
      expect(discrepancyLoss(first, second).dataSync()[0]).toBeCloseTo(expected, 6);
      expect(discrepancyLoss(second, first).dataSync()[0]).toBeCloseTo(expected, 6);
      expect(discrepancyLoss(first, first).dataSync()[0]).toBe(0);
    });
  });
});

describe('centroid labels', () => {
  it('correct a prediction that lies among another class', () => {
    // two directions; the third row lies along the first but is predicted, weakly, as the second
    const embeddings = Float32Array.of(10, 0.1, 9, 0, 11, 0.2, 0, 10, 0.3, 9);
    const logits = Float32Array.of(3, 0, 3, 0, 0, 0.2, 0, 3, 0, 3);
    expect([...centroidLabels(logits, embeddings, 2, 2)]).toEqual([0, 0, 0, 1, 1]);
  });

  it('give no class that nobody predicts', () => {
    const embeddings = Float32Array.of(1, 0, 0, 1);
    const logits = Float32Array.of(2, 0, 0, 0, 2, 0);
    expect([...centroidLabels(logits, embeddings, 3, 2)]).toEqual([0, 1]);
  });
});
