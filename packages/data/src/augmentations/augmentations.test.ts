import { createRandom } from '@trunkline/engine/random';
import { describe, expect, it } from 'vitest';
import { augmentations, createAugmentation } from '../augmenting/create-augmentation.ts';
import { colourJitter } from './colour-jitter.ts';
import { cutout } from './cutout.ts';
import { horizontalFlip } from './horizontal-flip.ts';
import { randomCrop } from './random-crop.ts';

const shape = { batch: 3, height: 6, width: 5 };
const pixels = Uint8Array.from({ length: 3 * 6 * 5 * 3 }, (_, at) => (at * 31) % 256);
const at = (values: Uint8Array, image: number, row: number, column: number): number[] => [
  ...values.subarray(((image * 6 + row) * 5 + column) * 3, ((image * 6 + row) * 5 + column) * 3 + 3),
];

describe.each(augmentations().map((definition) => [definition.name, definition] as const))('%s', (_, definition) => {
  it('is a pure function of pixels and stream, and leaves its input alone', () => {
    const before = pixels.slice();
    const apply = (seed: number): Uint8Array => definition.create().apply(pixels, shape, createRandom(seed));
    const [one, again] = [apply(1), apply(1)];
    expect(pixels).toEqual(before);
    expect(one).toEqual(again);
    expect(one).not.toBe(pixels);
    expect(one.length).toBe(pixels.length);
    expect([2, 3, 4, 5].some((seed) => Buffer.compare(apply(seed), one) !== 0)).toBe(true);
  });

  it('refuses an option it does not have and a value out of bounds', () => {
    expect(() => definition.create({ strength: 1 })).toThrowError(/no option "strength"/);
    const key = Object.keys(definition.defaults)[0] as string;
    expect(() => definition.create({ [key]: -1 })).toThrowError(expect.objectContaining({ code: 'TL_AUGMENTATION' }));
    expect(() => definition.create({ [key]: 'much' })).toThrowError(
      expect.objectContaining({ code: 'TL_AUGMENTATION' }),
    );
  });
});

describe('horizontalFlip', () => {
  it('mirrors each row', () => {
    const flipped = horizontalFlip.apply(pixels, shape, { probability: 1 }, createRandom(0));
    for (const [image, row, column] of [
      [0, 0, 0],
      [1, 3, 2],
      [2, 5, 4],
    ] as const) {
      expect(at(flipped, image, row, column)).toEqual(at(pixels, image, row, 4 - column));
    }
    expect(horizontalFlip.apply(pixels, shape, { probability: 0 }, createRandom(0))).toEqual(pixels);
  });
});

describe('randomCrop', () => {
  it('moves each image as a whole and repeats its border', () => {
    const moved = randomCrop.apply(pixels, shape, { padding: 2 }, createRandom(3));
    const clamp = (value: number, limit: number): number => Math.min(limit - 1, Math.max(0, value));
    for (let image = 0; image < 3; image++) {
      const fits = [-2, -1, 0, 1, 2].flatMap((down) =>
        [-2, -1, 0, 1, 2].filter((right) =>
          Array.from({ length: 30 }, (_, place) => [Math.floor(place / 5), place % 5] as const).every(
            ([row, column]) =>
              at(moved, image, row, column).join() ===
              at(pixels, image, clamp(row + down, 6), clamp(column + right, 5)).join(),
          ),
        ),
      );
      expect(fits.length).toBeGreaterThan(0);
    }
  });
});

describe('colourJitter', () => {
  it('changes nothing at amount 0, and keeps grey pixels grey', () => {
    const none = { brightness: 0, contrast: 0, saturation: 0 };
    expect(colourJitter.apply(pixels, shape, none, createRandom(0))).toEqual(pixels);
    const grey = pixels.map((_, place) => Math.floor(place / 3) % 256);
    const changed = colourJitter.apply(grey, shape, colourJitter.defaults as typeof none, createRandom(1));
    for (let place = 0; place < changed.length; place += 3) {
      expect(Math.abs((changed[place] as number) - (changed[place + 1] as number))).toBeLessThanOrEqual(1);
    }
    expect(changed).not.toEqual(grey);
  });
});

describe('cutout', () => {
  it('covers part of one square of its size with grey and nothing else', () => {
    const covered = cutout.apply(pixels, shape, { fraction: 0.6, probability: 1 }, createRandom(2));
    for (let image = 0; image < 3; image++) {
      const changed: [number, number][] = [];
      for (let place = 0; place < 30; place++) {
        const [row, column] = [Math.floor(place / 5), place % 5];
        if (at(covered, image, row, column).join() === at(pixels, image, row, column).join()) continue;
        expect(at(covered, image, row, column)).toEqual([128, 128, 128]);
        changed.push([row, column]);
      }
      const extent = (axis: 0 | 1): number =>
        Math.max(...changed.map((one) => one[axis])) - Math.min(...changed.map((one) => one[axis])) + 1;
      expect(Math.max(extent(0), extent(1))).toBeLessThanOrEqual(3);
      expect(changed.length).toBe(extent(0) * extent(1));
    }
  });
});

describe('createAugmentation', () => {
  it('takes a name or a name with options, and names what there is', () => {
    expect(createAugmentation({ name: 'cutout', fraction: 0.2 }).name).toBe('cutout');
    expect(() => createAugmentation('rotate')).toThrowError(/horizontal-flip/);
  });
});
