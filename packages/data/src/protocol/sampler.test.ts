import { createRandom } from '@trunkline/system';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sampler } from './sampler.ts';

describe('a sampler', () => {
  it('shows each image at most once an epoch, in whole batches', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }), (count, batchSize) => {
        const sampler = new Sampler(count, batchSize, createRandom(1));
        const perEpoch = Math.max(1, Math.floor(count / batchSize));
        const seen = Array.from({ length: perEpoch }, () => [...sampler.next().indices]).flat();
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length).toBe(Math.min(count, perEpoch * batchSize));
        expect(sampler.state()).toEqual({ epoch: 1, batch: 0 });
      }),
    );
  });

  it('goes on from a saved place exactly', () => {
    const sampler = new Sampler(10, 3, createRandom(2));
    for (let count = 0; count < 5; count++) sampler.next();
    const resumed = new Sampler(10, 3, createRandom(2), sampler.state());
    for (let count = 0; count < 7; count++) {
      const [expected, found] = [sampler.next(), resumed.next()];
      expect(found.indices).toEqual(expected.indices);
      expect(found.random.uniform()).toBe(expected.random.uniform());
    }
  });

  it('has another order each epoch', () => {
    const sampler = new Sampler(20, 20, createRandom(3));
    expect(sampler.next().indices).not.toEqual(sampler.next().indices);
  });
});
