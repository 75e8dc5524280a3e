import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, restoreRandom, type RandomState } from './random.ts';

const draw = (random: { uniform(): number }, count: number) => Array.from({ length: count }, () => random.uniform());

describe('createRandom', () => {
  it('gives the same numbers for a seed on every machine', () => {
    const random = createRandom(0);
    expect(draw(random, 3)).toEqual([0.7178643705942314, 0.2861556724702373, 0.22963404699346768]);
    expect([...createRandom(0).fork('order').permutation(8)]).toEqual([1, 4, 7, 6, 3, 2, 0, 5]);
  });

  it('gives streams that differ by seed and by name, and do not depend on what was drawn', () => {
    const random = createRandom(3);
    const early = draw(random.fork('a'), 4);
    draw(random, 10);
    expect(draw(random.fork('a'), 4)).toEqual(early);
    expect(draw(random.fork('b'), 4)).not.toEqual(early);
    expect(draw(createRandom(4).fork('a'), 4)).not.toEqual(early);
  });

  it('goes on exactly where a state that went through JSON was taken', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(20), fc.string(), (seed, skipped, name) => {
        const random = createRandom(seed).fork(name);
        draw(random, skipped);
        random.normal();
        const restored = restoreRandom(JSON.parse(JSON.stringify(random.state())) as RandomState);
        expect(draw(restored, 5)).toEqual(draw(random, 5));
        expect(restored.fork('x').uniform()).toBe(random.fork('x').uniform());
      }),
      { numRuns: 50 },
    );
  });

  it('draws integers within their bounds, evenly', () => {
    const random = createRandom(1);
    const counts = new Int32Array(5);
    for (let index = 0; index < 20_000; index += 1) counts[random.integer(10, 15) - 10]! += 1;
    for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(300);
    expect(() => random.integer(3, 3)).toThrow(/integer\(3, 3\)/);
  });

  it('draws normal numbers with mean 0 and deviation 1', () => {
    const random = createRandom(2);
    const values = Array.from({ length: 40_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('permutes: every number once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (n, seed) => {
        const sorted = [...createRandom(seed).permutation(n)].sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: n }, (_, index) => index));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses seeds and states that are none', () => {
    expect(() => createRandom(1.5)).toThrow(/seed is 1.5, expected a whole number/);
    expect(() => createRandom(Number.NaN)).toThrow(/seed is NaN/);
    expect(() => restoreRandom({ algorithm: 'xoroshiro128plus', key: 'a', state: [1] })).toThrow(/Not a state/);
    expect(() => restoreRandom({} as RandomState)).toThrow(/Not a state/);
  });
});
