import { randomNormal, startEngine, tf, type Tensor, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { classConfusionLoss } from './class-confusion.ts';

beforeAll(async () => {
  await startEngine();
});

const matrix = (rows: number, columns: number, seed: number, scale = 1): Tensor2D =>
  randomNormal(createRandom(seed), [rows, columns], scale) as Tensor2D;
const valueOf = (loss: Tensor): number => loss.dataSync()[0] as number;

/** Each row of `logits` as probabilities at a temperature. */
function softened(logits: number[][], temperature: number): number[][] {
  return logits.map((row) => {
    const powers = row.map((one) => Math.exp(one / temperature));
    const sum = powers.reduce((total, one) => total + one, 0);
    return powers.map((one) => one / sum);
  });
}

function certainties(probabilities: number[][]): number[] {
  const raw = probabilities.map((row) => 1 + row.reduce((product, p) => product * p ** p, 1));
  const mean = raw.reduce((total, one) => total + one, 0) / raw.length;
  return raw.map((one) => one / mean);
}

/**
 * The same figure by another road: C̃_jj is the mean of p_ij over the images as class j sees them (each with a share of
 * w_i p_ij), so L is one minus the mean over classes of how sure the images of a class are of it.
 */
function slow(probabilities: number[][], weights: number[]): number {
  const classes = (probabilities[0] as number[]).length;
  let sure = 0;
  for (let j = 0; j < classes; j++) {
    let seen = 0;
    let own = 0;
    for (const [i, row] of probabilities.entries()) {
      const mass = (weights[i] as number) * (row[j] as number);
      seen += mass;
      own += mass * (row[j] as number);
    }
    sure += own / seen / classes;
  }
  return 1 - sure;
}

describe('class confusion', () => {
  it('equals one minus how sure the images of a class are of it, image by image', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 2, max: 6 }),
        fc.double({ min: 0.5, max: 4, noNaN: true }),
        (seed, count, classes, temperature) => {
          tf.tidy(() => {
            const logits = matrix(count, classes, seed, 3);
            const probabilities = softened(logits.arraySync() as number[][], temperature);
            const expected = slow(probabilities, certainties(probabilities));
            expect(valueOf(classConfusionLoss(logits, temperature))).toBeCloseTo(expected, 5);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is 0 where all are certain, 1 − 1/K where nobody knows, and blind to the order of images and of classes', () => {
    const certain = tf.tensor2d([
      [200, 0, 0],
      [0, 200, 0],
      [0, 0, 200],
    ]);
    expect(valueOf(classConfusionLoss(certain, 2.5))).toBeCloseTo(0, 6);
    expect(valueOf(classConfusionLoss(tf.zeros([5, 4]), 2.5))).toBeCloseTo(0.75, 6);
    const logits = matrix(6, 4, 3, 2);
    const turned = logits.reverse(0).reverse(1) as Tensor2D;
    expect(valueOf(classConfusionLoss(turned, 2.5))).toBeCloseTo(valueOf(classConfusionLoss(logits, 2.5)), 5);
  });

  it('stays finite where no image gives a class any probability', () => {
    const logits = tf.tensor2d([
      [900, 0, 0],
      [0, 900, 0],
    ]);
    expect(valueOf(classConfusionLoss(logits, 1))).toBeCloseTo(0, 6);
    const gradient = tf.grad((z) => classConfusionLoss(z as Tensor2D, 1))(logits);
    expect(Array.from(gradient.dataSync()).every(Number.isFinite)).toBe(true);
  });

  it('has the gradient of finite differences at weights that stand still', () => {
    const logits = matrix(5, 3, 6, 2);
    const rows = logits.arraySync() as number[][];
    const weights = certainties(softened(rows, 2.5));
    const gradient = tf.grad((z) => classConfusionLoss(z as Tensor2D, 2.5))(logits);
    const numeric = rows.flatMap((row, i) =>
      row.map((_value, j) => {
        const at = (change: number): number => {
          const moved = rows.map((one) => [...one]);
          (moved[i] as number[])[j] = (row[j] as number) + change;
          return slow(softened(moved, 2.5), weights);
        };
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      }),
    );
    expectClose(gradient.dataSync(), numeric, { relative: 1e-3 });
  });

  it('has weights all alike, and so the gradient of finite differences throughout, where all are equally certain', () => {
    const rolled = tf.tensor2d([
      [1, 0, -1],
      [-1, 1, 0],
      [0, -1, 1],
    ]);
    checkGradient((z) => classConfusionLoss(z as Tensor2D, 2.5), [rolled]);
  });

  it('leaks nothing', () => {
    expectNoLeaks(() => tf.tidy(() => classConfusionLoss(matrix(3, 3, 2), 2.5)));
  });
});
