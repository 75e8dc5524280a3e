import { describe, expect, it } from 'vitest';
import { betaQuantile } from './beta-quantile.ts';

describe('the quantile of a beta distribution', () => {
  it.each([
    ['uniform', 0.3, 1, 1, 0.3],
    ['with distribution function x²', 0.49, 2, 1, 0.7],
    ['arcsine, x = sin²(πp/2)', 0.2, 0.5, 0.5, Math.sin(Math.PI * 0.1) ** 2],
  ])('is right where it is known: %s', (_name, probability, a, b, expected) => {
    expect(betaQuantile(probability, a, b)).toBeCloseTo(expected, 5);
  });
});
