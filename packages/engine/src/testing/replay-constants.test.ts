import type { Scalar, Tensor1D } from '../tensor-types.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../backend/start-engine.ts';
import { reverseGradient } from '../ops/reverse-gradient.ts';
import { stopGradient } from '../ops/stop-gradient.ts';
import { tf } from '../tf.ts';
import { replayConstants } from './replay-constants.ts';

beforeAll(async () => {
  await startEngine();
});

/** Central difference of the replayed loss along the first element. */
function difference(loss: (x: Tensor1D) => Scalar, at: number): number {
  let moved = at;
  const replayed = replayConstants(() => tf.tidy(() => loss(tf.tensor1d([moved, 2])).dataSync()[0] as number));
  replayed();
  const value = (change: number): number => {
    moved = at + change;
    return replayed();
  };
  return (value(1e-2) - value(-1e-2)) / 2e-2;
}

const tape = (loss: (x: Tensor1D) => Scalar, at: number): number =>
  tf.tidy(
    () =>
      tf
        .grad((x) => loss(x as Tensor1D))(tf.tensor1d([at, 2]))
        .dataSync()[0] as number,
  );

describe('finite differences with replayed constants', () => {
  it.each([
    ['a stopped factor', (x: Tensor1D) => tf.sum(tf.mul(stopGradient(x), x)) as Scalar, 3],
    ['a reversed square', (x: Tensor1D) => tf.sum(tf.square(reverseGradient(x, 0.5))) as Scalar, -3],
    [
      'a stop above a reversal',
      (x: Tensor1D) => {
        const reversed = reverseGradient(x, 2);
        return tf.sum(tf.mul(tf.mul(stopGradient(reversed), reversed), x)) as Scalar;
      },
      9 - 2 * 9,
    ],
    ['no such op', (x: Tensor1D) => tf.sum(tf.square(x)) as Scalar, 6],
  ])('are those of the tape for %s', (_name, loss, expected) => {
    expect(tape(loss, 3)).toBeCloseTo(expected, 4);
    expect(difference(loss, 3)).toBeCloseTo(expected, 2);
  });

  it('refuses a loss that calls the ops another number of times', () => {
    let calls = 1;
    const replayed = replayConstants(() =>
      tf.tidy(() => {
        let x = tf.tensor1d([1]);
        for (let count = 0; count < calls; count++) x = stopGradient(x);
        return x.dataSync()[0] as number;
      }),
    );
    replayed();
    calls = 2;
    expect(() => replayed()).toThrow(/more gradients/);
    expect(tf.tidy(() => stopGradient(tf.tensor1d([5])).dataSync()[0])).toBe(5);
  });
});
