import { createRandom } from '@trunkline/engine/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyImages } from '../test/support.ts';
import { batchesInOrder, createBatches, type Batch, type BatchesState } from './batches.ts';
import { createAugmentation } from './create-augmentation.ts';
import { withoutLabels } from './seal.ts';

const size = { height: 8, width: 8 };
const images = tinyImages(Array.from({ length: 23 }, (_, index) => index % 3));
const augment = ['random-crop', 'colour-jitter', 'cutout', 'horizontal-flip'].map((name) => createAugmentation(name));
const make = (seed: number, more = {}): ReturnType<typeof createBatches> =>
  createBatches(images, { batchSize: 5, size, random: createRandom(seed).fork('train'), augment, ...more });

const same = (one: Batch, other: Batch): void => {
  expect([...one.indices]).toEqual([...other.indices]);
  expect(Buffer.compare(one.pixels_BHWC, other.pixels_BHWC)).toBe(0);
};

describe('createBatches', () => {
  it('goes on after a restore, at any place and through JSON, with identical batches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 9 }), fc.boolean(), async (taken, seed, dropRemainder) => {
        const first = make(seed, { dropRemainder });
        for (let batch = 0; batch < taken; batch++) await first.next();
        const saved = JSON.parse(JSON.stringify(first.state())) as BatchesState;
        const second = make(seed + 1, { dropRemainder }); // another seed: everything comes from the state
        await second.next();
        second.restore(saved);
        for (let batch = 0; batch < 7; batch++) same(await first.next(), await second.next());
        expect(second.state()).toEqual(first.state());
      }),
      { numRuns: 25 },
    ); // prettier-ignore
  });

  it('reports what was handed out, not what was made ahead', async () => {
    const batches = make(0, { prefetch: 6 });
    expect(batches.state()).toMatchObject({ epoch: 0, cursor: 0 });
    await batches.next();
    expect(batches.state()).toMatchObject({ epoch: 0, cursor: 5 });
    for (let batch = 0; batch < 3; batch++) await batches.next();
    expect(batches.state()).toMatchObject({ epoch: 1, cursor: 0 });
  });

  it('gives the same batches however many are made ahead', async () => {
    const [one, other] = [make(4, { prefetch: 0 }), make(4, { prefetch: 5 })];
    for (let batch = 0; batch < 12; batch++) same(await one.next(), await other.next());
  });

  it('shows every image once an epoch, in another order each epoch', async () => {
    const batches = make(0, { dropRemainder: false });
    const epoch = async (): Promise<number[]> => {
      const seen: number[] = [];
      for (let batch = 0; batch < batches.batchesPerEpoch; batch++) seen.push(...(await batches.next()).indices);
      return seen;
    };
    const [first, second] = [await epoch(), await epoch()];
    expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, index) => index));
    expect([...second].sort()).toEqual([...first].sort());
    expect(second).not.toEqual(first);
    expect(make(0).batchesPerEpoch).toBe(4);
  });

  it('carries labels that match the indices, and none where the images have none', async () => {
    const labelled = createBatches(images, { batchSize: 4, size, random: createRandom(0) });
    const batch = await labelled.next();
    expect([...batch.labels_B]).toEqual(Array.from(batch.indices, (index) => index % 3));
    expect([...batch.indices].map((_, place) => batch.pixels_BHWC[place * 192])).toEqual([...batch.indices]);
    const bare = createBatches(withoutLabels(images), { batchSize: 4, size, random: createRandom(0) });
    expect(await bare.next()).not.toHaveProperty('labels_B');
  });

  it('gives all of a set that is smaller than a batch', async () => {
    const batches = make(0, { batchSize: 64 });
    expect(batches.batchesPerEpoch).toBe(1);
    expect((await batches.next()).indices.length).toBe(23);
  });

  it('refuses a state of other images or another batch size, and a batch size that is none', () => {
    const state = make(0).state();
    expect(() => make(0, { batchSize: 6 }).restore(state)).toThrowError(/batches of 5/);
    const other = createBatches(images.subset([0, 1, 2]), { batchSize: 5, size, random: createRandom(0) });
    expect(() => other.restore(state)).toThrowError(expect.objectContaining({ code: 'TL_STATE_MISMATCH' }));
    expect(() => make(0, { batchSize: 0 })).toThrowError(expect.objectContaining({ code: 'TL_BATCH_SIZE' }));
  });

  it('reports a picture that cannot be read at the batch it is in', async () => {
    const failing = { ...images, pixels: async () => await Promise.reject(new Error('unreadable')) };
    const batches = createBatches(failing, { batchSize: 5, size, random: createRandom(0) });
    await expect(batches.next()).rejects.toThrowError('unreadable');
  });
});

describe('batchesInOrder', () => {
  it('gives every image once, in order, with its label', async () => {
    const seen: number[] = [];
    for await (const batch of batchesInOrder(images, { batchSize: 10, size })) {
      seen.push(...batch.indices);
      expect([...batch.labels_B]).toEqual(Array.from(batch.indices, (index) => index % 3));
    }
    expect(seen).toEqual(Array.from({ length: 23 }, (_, index) => index));
  });
});
