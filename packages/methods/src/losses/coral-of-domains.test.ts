import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { coralLoss } from './coral.ts';
import { coralOfDomainsLoss } from './coral-of-domains.ts';

beforeAll(async () => {
  await startEngine();
});

const rows = (seed: number, count: number): Tensor2D => randomNormal(createRandom(seed), [count, 3]) as Tensor2D;
const domains = (...values: number[]) => tf.tensor1d(values, 'int32');

describe('CORAL between source domains', () => {
  it('is the mean of CORAL over their pairs, in whatever order rows come', () => {
    tf.tidy(() => {
      const parts = [rows(1, 4), rows(2, 3), rows(3, 5)] as const;
      const pairs = [coralLoss(parts[0], parts[1]), coralLoss(parts[0], parts[2]), coralLoss(parts[1], parts[2])];
      const expected = tf.mean(tf.stack(pairs)).dataSync();
      const all = tf.concat2d([...parts], 0);
      const labels = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2];
      expectClose(coralOfDomainsLoss(all, domains(...labels), 3).dataSync(), expected);
      const order = [11, 0, 5, 7, 1, 8, 2, 4, 9, 3, 10, 6];
      const mixed = tf.gather(all, order);
      const found = coralOfDomainsLoss(mixed, domains(...order.map((row) => labels[row] as number)), 3);
      expectClose(found.dataSync(), expected);
    });
  });

  it('is 0 for domains that are alike, also where their means differ', () => {
    tf.tidy(() => {
      const one = rows(1, 4);
      const all = tf.concat2d([one, tf.add(one, 3)], 0);
      expect(coralOfDomainsLoss(all, domains(0, 0, 0, 0, 1, 1, 1, 1), 2).dataSync()[0]).toBeLessThan(1e-9);
    });
  });

  it('has the gradient of finite differences, and leaks nothing', () => {
    const of = domains(0, 1, 0, 1, 0);
    checkGradient((x) => coralOfDomainsLoss(x as Tensor2D, of, 2), [rows(4, 5)]);
    expectNoLeaks(() => tf.tidy(() => coralOfDomainsLoss(rows(4, 5), of, 2)));
    of.dispose();
  });
});
