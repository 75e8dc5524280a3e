import { describe, expect, it } from 'vitest';
import { enlarge, heatColour, overlay } from './heat.ts';

describe('heat maps', () => {
  it('keep their values where they were and blend between them', () => {
    const large = enlarge(Float32Array.from([0, 1, 2, 3]), 2, 2, 4);
    expect([large[0], large[3], large[12], large[15]]).toEqual([0, 1, 2, 3]);
    expect(large[5]).toBeCloseTo(0.75, 6); // a quarter of the way along both sides
    expect([...enlarge(Float32Array.from([5]), 1, 1, 3)]).toEqual(Array(9).fill(5));
  });

  it('get lighter with the value', () => {
    const grey = (value: number): number => heatColour(value).reduce((sum, channel) => sum + channel, 0);
    for (let value = 0; value < 1; value += 0.05) expect(grey(value + 0.05)).toBeGreaterThanOrEqual(grey(value));
    expect(heatColour(-1)).toEqual(heatColour(0));
    expect(heatColour(2)).toEqual(heatColour(1));
  });

  it('stay pictures under an overlay', () => {
    const result = overlay(Uint8Array.from([255, 255, 255, 0, 0, 0]), Float32Array.from([1, 0]));
    expect(result).toHaveLength(6);
    expect(result[0]).toBeGreaterThan(200);
  });
});
