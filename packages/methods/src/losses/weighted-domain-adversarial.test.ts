import { randomNormal, randomUniform, startEngine, tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { domainAdversarialLoss } from './domain-adversarial.ts';
import { weightedDomainAdversarialLoss } from './weighted-domain-adversarial.ts';

beforeAll(async () => {
  await startEngine();
});

const logits = (rows: number, seed: number): Tensor2D => randomNormal(createRandom(seed), [rows, 1], 2) as Tensor2D;

describe('the weighted domain-adversarial loss', () => {
  it('is half the sum of the mean weighed surprises of both domains, example by example', () => {
    tf.tidy(() => {
      const [source_S1, target_T1] = [logits(5, 1), logits(3, 2)];
      const [v_S, w_T] = [randomUniform(createRandom(3), [5]), randomUniform(createRandom(4), [3])];
      // the surprise at a label is −log of the probability that the discriminator gives it
      const surprise = (logit: number, label: 0 | 1): number => {
        const source = 1 / (1 + Math.exp(-logit));
        return -Math.log(label === 1 ? source : 1 - source);
      };
      const meanOf = (z: ArrayLike<number>, weights: ArrayLike<number>, label: 0 | 1): number =>
        Array.from(z, (one, place) => (weights[place] as number) * surprise(one, label)).reduce((a, b) => a + b, 0) /
        z.length;
      const expected =
        (meanOf(source_S1.dataSync(), v_S.dataSync(), 1) + meanOf(target_T1.dataSync(), w_T.dataSync(), 0)) / 2;
      expect(weightedDomainAdversarialLoss(source_S1, target_T1, v_S, w_T).dataSync()[0]).toBeCloseTo(expected, 5);
    });
  });

  it('is the plain one where all weights are 1, and blind to what weighs nothing', () => {
    tf.tidy(() => {
      const [source_S1, target_T1] = [logits(4, 1), logits(4, 2)];
      const plain = domainAdversarialLoss(source_S1, target_T1).dataSync()[0] as number;
      const ones = tf.ones([4]) as Tensor1D;
      expect(weightedDomainAdversarialLoss(source_S1, target_T1, ones, ones).dataSync()[0]).toBeCloseTo(plain, 6);
      const first = tf.tensor1d([0, 1, 1, 1]);
      const moved_S1 = tf.add(source_S1, tf.tensor2d([9, 0, 0, 0], [4, 1])) as Tensor2D;
      expect(weightedDomainAdversarialLoss(moved_S1, target_T1, first, ones).dataSync()[0]).toBeCloseTo(
        weightedDomainAdversarialLoss(source_S1, target_T1, first, ones).dataSync()[0] as number,
        6,
      );
    });
  });

  it('has the gradient of finite differences, and leaks nothing', () => {
    const weights = tf.tensor1d([0.2, 1, 1.8]);
    checkGradient(
      (source, target) => weightedDomainAdversarialLoss(source as Tensor2D, target as Tensor2D, weights, weights),
      [logits(3, 5), logits(3, 6)],
    );
    expectNoLeaks(() => tf.tidy(() => weightedDomainAdversarialLoss(logits(3, 1), logits(3, 2), weights, weights)));
  });
});
