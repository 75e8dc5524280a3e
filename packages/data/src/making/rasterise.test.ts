import { describe, expect, it } from 'vitest';
import { rasterise } from './rasterise.ts';

const square = (left: number, top: number, side: number, clockwise = true): Float64Array => {
  const [right, bottom] = [left + side, top + side];
  return Float64Array.from(
    clockwise
      ? [left, top, right, top, right, bottom, left, bottom]
      : [left, top, left, bottom, right, bottom, right, top],
  );
};
const area = (coverage: Float64Array): number => coverage.reduce((sum, share) => sum + share, 0);

describe('rasterise', () => {
  it('covers each pixel by its share', () => {
    const coverage = rasterise([square(1.25, 1.5, 2)], 5, 5);
    expect(coverage[1 * 5 + 1]).toBeCloseTo(0.75 * 0.5, 10);
    expect(coverage[2 * 5 + 2]).toBeCloseTo(1, 10);
    expect(area(coverage)).toBeCloseTo(4, 10);
  });

  it('follows the winding rule: a hole runs the other way, an overlap counts once', () => {
    expect(area(rasterise([square(0, 0, 6), square(2, 2, 2, false)], 8, 8))).toBeCloseTo(32, 10);
    expect(area(rasterise([square(0, 0, 4), square(2, 0, 4)], 8, 8))).toBeCloseTo(24, 10);
  });

  it('cuts off what lies outside, and approximates slanted edges', () => {
    expect(area(rasterise([square(-2, -2, 4)], 4, 4))).toBeCloseTo(4, 10);
    expect(area(rasterise([Float64Array.of(0, 0, 8, 0, 0, 8)], 8, 8))).toBeCloseTo(32, 1);
  });
});
