import { randomNormal, startEngine, tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient } from '@trunkline/testkit';
import { beforeAll, expect, it } from 'vitest';
import { crossEntropyLoss } from './cross-entropy.ts';
import { invariantRiskPenalty } from './invariant-risk.ts';
import { meanByDomain } from './mean-by-domain.ts';

beforeAll(async () => {
  await startEngine();
});

const logits = (): Tensor2D => randomNormal(createRandom(8), [6, 3]) as Tensor2D;
const labels_B = () => tf.tensor1d([0, 1, 2, 2, 1, 0], 'int32');
const domains_B = () => tf.tensor1d([0, 0, 1, 1, 1, 1], 'int32');

it('is the mean over domains of the squared slope of the loss along a scale, as the tape finds it', () => {
  const slopes = [
    [0, 2],
    [2, 4],
  ].map(([start, count]) => {
    const part = tf.slice(logits(), [start!, 0], [count!, 3]);
    const own = tf.slice(labels_B(), [start!], [count!]);
    const slope = tf.grad((w) => crossEntropyLoss(tf.mul(part, w) as Tensor2D, own as Tensor1D))(tf.scalar(1));
    return slope.dataSync()[0] as number;
  });
  const expected = slopes.reduce((sum, one) => sum + one * one, 0) / 2;
  expect(invariantRiskPenalty(logits(), labels_B(), domains_B(), 2).dataSync()[0]).toBeCloseTo(expected, 5);
});

it('has the gradient of finite differences', () => {
  checkGradient((one) => invariantRiskPenalty(one as Tensor2D, labels_B(), domains_B(), 2), [logits()]);
});

it('means by domain leave out rows of others, and are 0 where a domain has none', () => {
  const means = meanByDomain(tf.tensor1d([1, 3, 5, 7, 9, 11]), domains_B(), 3);
  expect(Array.from(means.dataSync())).toEqual([2, 8, 0]);
});
