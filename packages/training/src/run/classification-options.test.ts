import { describe, expect, it } from 'vitest';
import { classificationOptions } from './classification-options.ts';

const labels = Int32Array.of(0, 0, 0, 1);

describe('how labels are learnt from', () => {
  it('balances classes as scikit-learn does: N / (K · count), with nothing for a class that is not there', () => {
    const { classWeights } = classificationOptions({ classWeights: 'balanced' }, labels, ['a', 'b', 'c']);
    expect(classWeights).toEqual([4 / 9, 4 / 3, 0]);
  });

  it('takes weights and smoothing as they are given, and nothing by default', () => {
    expect(classificationOptions({ classWeights: [1, 2], labelSmoothing: 0.1 }, labels, ['a', 'b'])).toEqual({
      classWeights: [1, 2],
      labelSmoothing: 0.1,
    });
    expect(classificationOptions({}, labels, ['a', 'b'])).toEqual({});
  });

  it('refuses another number of weights than of classes', () => {
    expect(() => classificationOptions({ classWeights: [1] }, labels, ['a', 'b'])).toThrow(
      /1 weights; there are 2 classes/,
    );
  });
});
