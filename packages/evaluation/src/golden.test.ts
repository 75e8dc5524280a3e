import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  calibrationBins,
  confusionMatrix,
  expectedCalibrationError,
  findValidator,
  macroAccuracy,
  meanInterval,
  pairedDifference,
  perClassAccuracy,
  studentTQuantile,
} from './index.ts';

interface Interval {
  mean: number;
  low: number;
  high: number;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/golden/evaluation.json', import.meta.url), 'utf8'),
) as {
  classes: number;
  logits: number[];
  labels: number[];
  accuracy: number;
  macroAccuracy: number;
  perClassAccuracy: number[];
  confusion: number[][];
  calibration: Record<'10' | '15', { bins: { count: number; confidence: number; accuracy: number }[]; error: number }>;
  infoMax: number;
  studentT: { probability: number; degreesOfFreedom: number; quantile: number }[];
  intervals: (Interval & { values: number[] })[];
  paired: (Interval & { first: number[]; second: number[]; significant: boolean })[];
};

const logits_NK = Float32Array.from(golden.logits);
const { classes, labels } = golden;
const bySeed = (values: number[]): Record<string, number> => Object.fromEntries(values.entries());

describe('against scikit-learn, SciPy and NumPy', () => {
  it('accuracy, macro accuracy, per-class accuracy and confusion matrix are scikit-learn’s', () => {
    expect(accuracy(logits_NK, labels, classes)).toBeCloseTo(golden.accuracy, 12);
    expect(macroAccuracy(logits_NK, labels, classes)).toBeCloseTo(golden.macroAccuracy, 12);
    perClassAccuracy(logits_NK, labels, classes).forEach((value, k) =>
      expect(value).toBeCloseTo(golden.perClassAccuracy[k] as number, 12),
    );
    expect(confusionMatrix(logits_NK, labels, classes)).toEqual(golden.confusion);
  });

  it.each([10, 15] as const)('calibration over %d bins is NumPy’s', (bins) => {
    const expected = golden.calibration[bins];
    const actual = calibrationBins(logits_NK, labels, classes, bins);
    expect(actual.map((bin) => bin.count)).toEqual(expected.bins.map((bin) => bin.count));
    actual.forEach((bin, index) => {
      expect(bin.confidence).toBeCloseTo(expected.bins[index]?.confidence as number, 6);
      expect(bin.accuracy).toBeCloseTo(expected.bins[index]?.accuracy as number, 12);
    });
    expect(expectedCalibrationError(logits_NK, labels, classes, bins)).toBeCloseTo(expected.error, 6);
  });

  it('InfoMax is the mean divergence of a prediction from the mean prediction', () => {
    expect(findValidator('info-max').score({ classes, targetTrainLogits: logits_NK })).toBeCloseTo(golden.infoMax, 6);
  });

  it.each(golden.studentT)('t quantile at $probability with $degreesOfFreedom degrees of freedom', (row) => {
    const relative = studentTQuantile(row.probability, row.degreesOfFreedom) / row.quantile - 1;
    expect(Math.abs(relative)).toBeLessThan(1e-7);
  });

  it.each(golden.intervals)('interval of $values', ({ values, mean, low, high }) => {
    const interval = meanInterval(bySeed(values));
    expect(interval.mean).toBeCloseTo(mean, 10);
    expect(interval.low).toBeCloseTo(low, 7);
    expect(interval.high).toBeCloseTo(high, 7);
  });

  it.each(golden.paired)(
    'paired difference of $first and $second',
    ({ first, second, mean, low, high, significant }) => {
      const difference = pairedDifference(bySeed(first), bySeed(second));
      expect(difference?.mean).toBeCloseTo(mean, 10);
      expect(difference?.low).toBeCloseTo(low, 7);
      expect(difference?.high).toBeCloseTo(high, 7);
      expect(difference?.significant).toBe(significant);
    },
  );
});
