import { createRandom } from '@trunkline/system';
import { describe, expect, it } from 'vitest';
import { augmentations, createAugmentation } from '../augmenting/create-augmentation.ts';
import { colourJitter } from './colour-jitter.ts';
import { cutout } from './cutout.ts';
import { horizontalFlip } from './horizontal-flip.ts';
import { randAugment } from './rand-augment.ts';
import { randomCrop } from './random-crop.ts';
import { resizedCrop } from './resized-crop.ts';
import { rotation } from './rotation.ts';
import { augmentationPresets } from '../augmenting/presets.ts';

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
    const none = { brightness: 0, contrast: 0, saturation: 0, hue: 0 };
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

describe('colourJitter with a hue', () => {
  it('turns colours and leaves grey and value alone', () => {
    const only = { brightness: 0, contrast: 0, saturation: 0, hue: 0.5 };
    const red = Uint8Array.from({ length: pixels.length }, (_, place) => (place % 3 === 0 ? 200 : 50));
    const turned = colourJitter.apply(red, shape, only, createRandom(4));
    for (let image = 0; image < 3; image++) expect(Math.max(...at(turned, image, 0, 0))).toBe(200);
    expect(at(turned, 0, 0, 0)).not.toEqual([200, 50, 50]);
    const grey = pixels.map((_, place) => Math.floor(place / 3) % 256);
    expect(colourJitter.apply(grey, shape, only, createRandom(4))).toEqual(grey);
  });
});

describe('rotation', () => {
  it('is nothing at no angle, and blackens corners', () => {
    expect(rotation.apply(pixels, shape, { degrees: 0 }, createRandom(0))).toEqual(pixels);
    const white = new Uint8Array(3 * 64 * 64 * 3).fill(255);
    const turned = rotation.apply(white, { batch: 3, height: 64, width: 64 }, { degrees: 45 }, createRandom(1));
    expect(turned[0]).toBe(0);
    expect(turned[(32 * 64 + 32) * 3]).toBe(255);
  });
});

describe('resizedCrop', () => {
  it('gives back a whole image, and stays within the range of what it cuts out', () => {
    const whole = resizedCrop.apply(
      pixels,
      { ...shape, height: 6, width: 5 },
      { leastArea: 1, mostArea: 1, ratio: 1.2 },
      createRandom(0),
    );
    expect(whole).toEqual(pixels);
    const slope = Uint8Array.from({ length: 40 * 40 * 3 }, (_, place) => Math.floor(place / 120) * 6);
    const area = { batch: 1, height: 40, width: 40 };
    for (let seed = 0; seed < 20; seed++) {
      const cut = resizedCrop.apply(slope, area, { leastArea: 0.1, mostArea: 0.25, ratio: 4 / 3 }, createRandom(seed));
      const share = (Math.max(...cut) - Math.min(...cut)) / (39 * 6);
      expect(share).toBeGreaterThan(0.15);
      expect(share).toBeLessThan(0.65); // rows of the part: at most √(¼ · 4⁄3) of all
    }
  });
});

describe('randAugment', () => {
  it('changes more at a larger magnitude', () => {
    const area = { batch: 40, height: 16, width: 16 };
    const many = Uint8Array.from({ length: 40 * 16 * 16 * 3 }, (_, place) => (place * 31 + (place >> 5) * 7) % 256);
    const change = (magnitude: number): number => {
      const changed = randAugment.apply(many, area, { operations: 1, magnitude }, createRandom(2));
      return changed.reduce((sum, value, place) => sum + Math.abs(value - (many[place] as number)), 0);
    };
    expect(change(30)).toBeGreaterThan(1.5 * change(5));
  });
});

describe('augmentationPresets', () => {
  it('name augmentations that exist, with options that they have', () => {
    for (const preset of Object.values(augmentationPresets)) {
      for (const one of preset)
        expect(createAugmentation(one).apply(pixels, shape, createRandom(0)).length).toBe(pixels.length);
    }
  });
});

describe('createAugmentation', () => {
  it('takes a name or a name with options, and names what there is', () => {
    expect(createAugmentation({ name: 'cutout', fraction: 0.2 }).name).toBe('cutout');
    expect(() => createAugmentation('rotate')).toThrowError(/horizontal-flip/);
  });
});
