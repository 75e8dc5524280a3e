import { expect, it } from 'vitest';
import { ramp } from './pseudo-label.ts';

it('the weight of pseudo-labels is 0, then a straight line, then 1', () => {
  expect([0, 0.25, 0.5, 0.75, 0.9].map((fraction) => ramp(fraction, 0.25, 0.75))).toEqual([0, 0, 0.5, 1, 1]);
  expect(ramp(0, 0, 0)).toBe(1);
});
