import { describe, expect, it } from 'vitest';
import { drawTrials } from './draw-trials.ts';

const random = (trials: number, space: Parameters<typeof spaceOf>[0], seed = 0) =>
  drawTrials({ random: { trials, seed, space: spaceOf(space) } });
const spaceOf = (
  space: Extract<Parameters<typeof drawTrials>[0], { random: unknown }>['random']['space'],
): typeof space => space;

describe('trials of a grid', () => {
  it('are all combinations, the last place fastest', () => {
    expect(drawTrials({ grid: { 'options.a': [1, 2], 'options.b': ['x', null] } })).toEqual([
      { 'options.a': 1, 'options.b': 'x' },
      { 'options.a': 1, 'options.b': null },
      { 'options.a': 2, 'options.b': 'x' },
      { 'options.a': 2, 'options.b': null },
    ]);
  });
});

describe('random trials', () => {
  it('are the same for the same seed, and others for another', () => {
    const space = { rate: { logUniform: [1e-4, 1e-2] as [number, number] } };
    expect(random(5, space)).toEqual(random(5, space));
    expect(random(5, space)).not.toEqual(random(5, space, 1));
  });

  it('keep their values when there are more of them, or more places', () => {
    const space = { rate: { logUniform: [1e-4, 1e-2] as [number, number] } };
    const more = random(8, { other: { uniform: [0, 1] }, ...space });
    expect(more.slice(0, 3).map((one) => one['rate'])).toEqual(random(3, space).map((one) => one['rate']));
  });

  it('lie evenly in their range: half below the middle, by the logarithm where that is asked for', () => {
    const drawn = random(2000, {
      even: { uniform: [-1, 3] },
      logarithmic: { logUniform: [1e-4, 1e-2] },
      whole: { int: [2, 5] },
      named: { choice: ['a', 'b'] },
    });
    const values = (place: string): number[] => drawn.map((one) => one[place] as number);
    const share = (place: string, below: number): number =>
      values(place).filter((value) => value < below).length / 2000;
    expect(share('even', 1)).toBeCloseTo(0.5, 1);
    expect(share('logarithmic', 1e-3)).toBeCloseTo(0.5, 1);
    expect(share('even', -1)).toBe(0);
    expect(Math.max(...values('logarithmic'))).toBeLessThanOrEqual(1e-2);
    expect([...new Set(values('whole'))].sort()).toEqual([2, 3, 4, 5]);
    expect(drawn.filter((one) => one['named'] === 'a').length / 2000).toBeCloseTo(0.5, 1);
  });

  it('have four digits', () => {
    for (const { rate } of random(20, { rate: { logUniform: [1e-4, 1e-2] } })) {
      expect(rate).toBe(Number((rate as number).toPrecision(4)));
    }
  });
});
