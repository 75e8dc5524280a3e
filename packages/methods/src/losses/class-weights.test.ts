import { describe, expect, it } from 'vitest';
import { classWeights } from './class-weights.ts';

describe('weights of classes', () => {
  it('are the mean prediction over its largest entry', () => {
    // logits that are logarithms of probabilities, with any constant added
    const shares = [
      [0.5, 0.3, 0.2],
      [0.1, 0.8, 0.1],
    ];
    const logits = Float32Array.from(shares.flatMap((row, place) => row.map((p) => Math.log(p) + 50 * place)));
    const means = [0.3, 0.55, 0.15];
    classWeights(logits, 3).forEach((weight, label) => expect(weight).toBeCloseTo((means[label] as number) / 0.55, 5));
  });

  it('go towards 0 for classes that nobody predicts, and are 1 for the one predicted most', () => {
    const logits = Float32Array.of(30, 0, 0, 30, 0, 0, 0, 30, 0, 30, 0, 0);
    const [first, second, third] = classWeights(logits, 3);
    expect(first).toBe(1);
    expect(second).toBeCloseTo(1 / 3, 5);
    expect(third).toBeLessThan(1e-9);
  });
});
