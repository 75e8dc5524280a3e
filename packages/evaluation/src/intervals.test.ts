import { describe, expect, it } from 'vitest';
import { meanInterval, pairedDifference } from './index.ts';

describe('mean interval', () => {
  it('has no interval for a single seed and no mean for none', () => {
    expect(meanInterval({ 0: 0.5 })).toEqual({ mean: 0.5, count: 1, perSeed: { 0: 0.5 } });
    expect(meanInterval({})).toEqual({ mean: NaN, count: 0, perSeed: {} });
  });

  it('is wider at a higher level and centred on the mean', () => {
    const values = { 0: 0.1, 1: 0.2, 2: 0.6 };
    const narrow = meanInterval(values, 0.9);
    const wide = meanInterval(values, 0.99);
    expect(wide.high as number).toBeGreaterThan(narrow.high as number);
    expect(((wide.high as number) + (wide.low as number)) / 2).toBeCloseTo(0.3, 12);
  });
});

describe('paired difference', () => {
  it('uses only the seeds that both have', () => {
    const difference = pairedDifference({ 0: 0.6, 1: 0.7, 2: 0.8 }, { 1: 0.5, 2: 0.7, 3: 0.1 });
    expect(difference?.count).toBe(2);
    expect(difference?.perSeed['1']).toBeCloseTo(0.2, 12);
    expect(difference?.perSeed['2']).toBeCloseTo(0.1, 12);
  });

  it('is not there without a common seed, and never significant with one', () => {
    expect(pairedDifference({ 0: 0.6 }, { 1: 0.5 })).toBeUndefined();
    expect(pairedDifference({ 0: 0.9 }, { 0: 0.1 })?.significant).toBe(false);
  });

  it('sees a small steady difference that the two intervals alone would hide', () => {
    const first = { 0: 0.5, 1: 0.6, 2: 0.7 };
    const second = { 0: 0.48, 1: 0.581, 2: 0.679 };
    expect(meanInterval(first).low as number).toBeLessThan(meanInterval(second).mean);
    expect(pairedDifference(first, second)?.significant).toBe(true);
  });
});
