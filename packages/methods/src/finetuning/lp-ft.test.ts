import { describe, expect, it } from 'vitest';
import { hasConverged, lpFt } from './lp-ft.ts';

describe('the probe of lp-ft', () => {
  it('has converged when the loss falls by less than the tolerance twice in a row', () => {
    expect(hasConverged([], 0.01)).toBe(false);
    expect(hasConverged([1, 1], 0.01)).toBe(false);
    expect(hasConverged([1, 0.5, 0.4], 0.01)).toBe(false);
    expect(hasConverged([1, 0.999, 0.5], 0.01)).toBe(false);
    expect(hasConverged([1, 0.5, 0.499, 0.498], 0.01)).toBe(true);
    expect(hasConverged([0.5, 0.6, 0.7], 0.01)).toBe(true);
  });

  it('freezes the trunk first and nothing afterwards', () => {
    const options = lpFt.options.parse({});
    const architecture = undefined as never; // its rules depend on names alone
    const [probe, finetune] = lpFt.stages(options, architecture);
    expect(probe?.trainable(options, architecture)).toContainEqual(['backbone/*', 'frozen']);
    expect(finetune?.trainable(options, architecture).map(([, rate]) => rate)).toEqual([1, 1]);
    expect(finetune?.steps(options, 123)).toBe(123);
  });
});
