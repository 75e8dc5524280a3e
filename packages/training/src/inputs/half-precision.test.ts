import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from './half-precision.ts';

const through = (...values: number[]): number[] => {
  const result = new Float32Array(values.length);
  fromHalf(toHalf(Float32Array.from(values)), result, 0);
  return [...result];
};

describe('half precision', () => {
  it('has the bits of IEEE 754 binary16', () => {
    const pairs: [number, number][] = [
      [0, 0x0000],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65504, 0x7bff],
      [65520, 0x7c00], // halfway to the next one, which is infinity
      [1e9, 0x7c00],
      [-Infinity, 0xfc00],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [2 ** -25, 0x0000], // a tie goes to even
      [2 ** -25 * 1.001, 0x0001],
      [1 / 3, 0x3555],
      [1 + 2 ** -11, 0x3c00], // ties
      [1 + 3 * 2 ** -11, 0x3c02],
      [2047.9, 0x6800], // carries into the exponent
    ];
    for (const [value, half] of pairs) expect([value, toHalf(Float32Array.of(value))[0]]).toEqual([value, half]);
    expect(through(NaN)[0]).toBeNaN();
  });

  it('gives every half back, and is within half a unit of the last place everywhere', () => {
    const halves = Uint16Array.from({ length: 0x1_0000 }, (_, half) => half);
    const values = new Float32Array(halves.length);
    fromHalf(halves, values, 0);
    const again = toHalf(values);
    for (let half = 0; half < halves.length; half += 1) {
      if (!Number.isNaN(values[half])) expect(again[half]).toBe(half);
    }
    for (let power = -13; power < 15; power += 1) {
      const value = 1.2345678 * 2 ** power;
      expect(Math.abs((through(value)[0] as number) / value - 1)).toBeLessThanOrEqual(2 ** -11);
    }
  });
});
