import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient } from '@trunkline/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { marginDisparityLoss } from './margin-disparity.ts';

beforeAll(async () => {
  await startEngine();
});

const matrix = (rows: number, columns: number, seed: number): Tensor2D =>
  randomNormal(createRandom(seed), [rows, columns], 2) as Tensor2D;

/** By the paper's words: γ times how little the adversary gives the label on the source, and −log(1 − p) on the target. */
function slow(source: [Tensor2D, Tensor2D], target: [Tensor2D, Tensor2D], margin: number): number {
  const given = ([logits, adversary]: [Tensor2D, Tensor2D]): number[] =>
    (adversary.arraySync() as number[][]).map((row, i) => {
      const own = (logits.arraySync() as number[][])[i] as number[];
      const label = own.indexOf(Math.max(...own));
      const powers = row.map(Math.exp);
      return (powers[label] as number) / powers.reduce((sum, one) => sum + one, 0);
    });
  const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  return margin * mean(given(source).map((p) => -Math.log(p))) + mean(given(target).map((p) => -Math.log(1 - p)));
}

describe('margin disparity', () => {
  it('equals its definition row by row', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 2, max: 5 }),
        (seed, rows, classes) => {
          tf.tidy(() => {
            const [a, b, c, d] = [0, 1, 2, 3].map((more) => matrix(rows, classes, seed + more)) as Tensor2D[];
            const loss = marginDisparityLoss(
              { logits_BK: a!, adversary_BK: b! },
              { logits_BK: c!, adversary_BK: d! },
              4,
            );
            expect(loss.dataSync()[0]).toBeCloseTo(slow([a!, b!], [c!, d!], 4), 3);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('has the gradient of finite differences for the adversary, and none for the classifier', () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((seed) => matrix(4, 3, seed)) as Tensor2D[];
    checkGradient(
      (one, other) =>
        marginDisparityLoss(
          { logits_BK: a!, adversary_BK: one as Tensor2D },
          { logits_BK: c!, adversary_BK: other as Tensor2D },
          2,
        ),
      [b!, d!],
    );
    const blind = tf.grad((one) =>
      tf.add(
        marginDisparityLoss({ logits_BK: one as Tensor2D, adversary_BK: b! }, { logits_BK: c!, adversary_BK: d! }, 2),
        tf.sum(tf.mul(one, 0)),
      ),
    )(a!);
    expect(Array.from(blind.dataSync()).every((value) => value === 0)).toBe(true);
  });

  it('stays finite where the adversary is sure of the label on the target', () => {
    const sure = tf.tensor2d([[60, 0, 0]]);
    const loss = (one: Tensor2D) =>
      marginDisparityLoss({ logits_BK: sure, adversary_BK: sure }, { logits_BK: sure, adversary_BK: one }, 4);
    expect(loss(sure).dataSync()[0]).toBeCloseTo(60 - Math.log(2), 3);
    expect(
      Array.from(
        tf
          .grad((one) => loss(one as Tensor2D))(sure)
          .dataSync(),
      ).every(Number.isFinite),
    ).toBe(true);
  });
});
