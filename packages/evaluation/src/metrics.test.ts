import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calibrationBins,
  expectedCalibrationError,
  perClassAccuracy,
  predictions,
  softmax,
  testScores,
} from './index.ts';

const classes = 3;
const examples = fc
  .array(fc.tuple(fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }), fc.nat(2)), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows) => ({
    logits_NK: Float32Array.from(rows.flatMap(([logits]) => logits)),
    labels_N: Int32Array.from(rows.map(([, label]) => label)),
  }));

describe('softmax', () => {
  it('stays finite and sums to one for logits that overflow the exponential', () => {
    expect([...softmax([1000, 0, -1000, 5e4, 5e4, 5e4], 3)]).toEqual([1, 0, 0, 1 / 3, 1 / 3, 1 / 3]);
  });

  it('does not change when a constant is added to a row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 3 }),
        fc.nat(100),
        (row, add) => {
          const moved = softmax(
            row.map((value) => value + add),
            3,
          );
          softmax(row, 3).forEach((value, k) => expect(moved[k]).toBeCloseTo(value, 12));
        },
      ),
    );
  });
});

describe('predictions', () => {
  it('takes the first of equal logits', () => {
    expect([...predictions([1, 1, 0, 0, 2, 2], 3)]).toEqual([0, 1]);
  });
});

describe('test scores', () => {
  it('agree with one another: accuracy is the confusion matrix’ diagonal, bins hold every example', () => {
    fc.assert(
      fc.property(examples, ({ logits_NK, labels_N }) => {
        const scores = testScores(logits_NK, labels_N, ['a', 'b', 'c']);
        const diagonal = scores.confusion.reduce((sum, row, k) => sum + (row[k] as number), 0);
        expect(scores.count).toBe(labels_N.length);
        expect(scores.accuracy).toBeCloseTo(diagonal / labels_N.length, 12);
        expect(scores.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(labels_N.length);
        expect(scores.calibrationBins.reduce((sum, bin) => sum + bin.count, 0)).toBe(labels_N.length);
        expect(scores.expectedCalibrationError).toBeGreaterThanOrEqual(0);
        expect(scores.expectedCalibrationError).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leave a class without examples out of the macro accuracy and mark it as not a number', () => {
    const scores = testScores([2, 0, 0, 0, 2, 0], [0, 0], ['a', 'b', 'c']);
    expect(perClassAccuracy([2, 0, 0, 0, 2, 0], [0, 0], 3)).toEqual([0.5, NaN, NaN]);
    expect(scores.macroAccuracy).toBe(0.5);
  });

  it('are perfectly calibrated when every prediction is certain and right', () => {
    expect(expectedCalibrationError([99, 0, 0, 0, 0, 99], [0, 2], classes)).toBeCloseTo(0, 12);
  });

  it('put a confidence on an edge into the bin below it', () => {
    const bins = calibrationBins([0, 0], [0], 2, 2);
    expect(bins.map((bin) => bin.count)).toEqual([1, 0]);
  });

  it.each([
    ['a length that is no multiple of the classes', [1, 2, 3], [0], /\[N, K\].*K = 2, got 3 values/],
    ['no rows', [], [], /N ≥ 1/],
    ['too few labels', [1, 2, 3, 4], [0], /expected 2 labels.*got 1/],
    ['a label outside the classes', [1, 2], [2], /label 2 at row 0.*from 0 to 1/],
  ])('refuse %s', (_, logits, labels, message) => {
    expect(() => testScores(logits, labels, ['a', 'b'])).toThrow(message);
  });
});
