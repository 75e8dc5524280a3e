import { describe, expect, it } from 'vitest';
import {
  bytes,
  duration,
  enumerate,
  meanAndHalfWidth,
  moment,
  percent,
  points,
  quantity,
  shorten,
  smallPercent,
  unbroken,
} from './format.ts';

describe('formats', () => {
  it.each([
    [percent(0.7134), '71.3'],
    [percent(NaN), '–'],
    [percent(null), '–'],
    [smallPercent(3590 / 14_718_278), '0.024'],
    [smallPercent(0.4813), '48.1'],
    [smallPercent(0), '0.0'],
    [points(0.124), '+12.4'],
    [points(-0.005), '−0.5'],
    [points(-0.0001), '0.0'],
    [points(undefined), '–'],
    [quantity(14_714_688), '14.7 M'],
    [quantity(15_346_630_656), '15.3 G'],
    [quantity(5130), '5.13 k'],
    [quantity(12), '12'],
    [bytes(1_610_612_736), '1.50 GiB'],
    [bytes(0), '–'],
    [duration(3.72), '3.7 s'],
    [duration(59.7), '1 min 0 s'],
    [duration(83.4), '1 min 23 s'],
    [duration(7384), '2 h 3 min'],
    [moment('2026-01-31T10:00:00.000Z'), '2026-01-31 10:00 UTC'],
    [moment('unknown'), 'unknown'],
    [enumerate(['a', 'b', 'c']), 'a, b and c'],
    [shorten('source-only', 7), 'source…'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('shows an interval only where there is one', () => {
    expect(meanAndHalfWidth({ mean: 0.7, count: 1, perSeed: { 0: 0.7 } })).toBe('70.0');
    expect(meanAndHalfWidth({ mean: 0.7, low: 0.6, high: 0.8, count: 2, perSeed: {} })).toBe('70.0 ± 10.0');
  });

  it('keeps a number and its unit on one line', () => {
    expect(unbroken('73.9 ± 6.1 % on mnist, 58 s a run')).toBe('73.9\u00a0±\u00a06.1\u00a0% on mnist, 58\u00a0s a run');
  });
});
