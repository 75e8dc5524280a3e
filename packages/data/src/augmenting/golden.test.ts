import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stretchToRgb } from '../pixels/resample.ts';
import {
  autocontrast,
  brightness,
  contrast,
  equalize,
  hue,
  posterize,
  saturation,
  sharpness,
  solarize,
} from './colour-operations.ts';
import { turn, warp } from './warp.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../../fixtures/golden/augmentations.json', import.meta.url), 'utf8'),
) as { readonly height: number; readonly width: number; readonly cases: Readonly<Record<string, readonly number[]>> };
const { height, width } = golden;
const size = { height, width };

/** As `tools/golden/augmentations.py` makes it. */
const image = Uint8Array.from({ length: height * width * 3 }, (_, at) => {
  const [x, y, c] = [Math.floor(at / 3) % width, Math.floor(at / (3 * width)), at % 3];
  return (9 * x + 5 * y + 40 * c + ((x * y * 7) % 48)) % 256;
});

/** The halved image, eight times across and down: enough pixels for a histogram. */
function tiled(): Uint8Array {
  return Uint8Array.from({ length: image.length * 64 }, (_, at) => {
    const [x, y, c] = [Math.floor(at / 3) % (8 * width), Math.floor(at / (24 * width)), at % 3];
    return Math.floor((image[((y % height) * width + (x % width)) * 3 + c] as number) / 2);
  });
}

/** The left upper corner of an image eight times as wide. */
function corner(wide: Uint8Array): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) => [...wide.subarray(y * 24 * width, (y * 8 + 1) * 3 * width)]);
  return Uint8Array.from(rows.flat());
}

function stretched(left: number, top: number, partWidth: number, partHeight: number): Uint8Array {
  const part = Uint8Array.from({ length: partWidth * partHeight * 3 }, (_, at) => {
    const [x, y, c] = [Math.floor(at / 3) % partWidth, Math.floor(at / (3 * partWidth)), at % 3];
    return image[((top + y) * width + left + x) * 3 + c] as number;
  });
  const output = new Uint8Array(image.length);
  stretchToRgb(part, { height: partHeight, width: partWidth, channels: 3 }, size, output, 0);
  return output;
}

const ours: Readonly<Record<string, () => Uint8Array>> = {
  'brightness 0.6': () => brightness(image, 0.6),
  'brightness 1.7': () => brightness(image, 1.7),
  'contrast 0.5': () => contrast(image, 0.5),
  'contrast 1.6': () => contrast(image, 1.6),
  'saturation 0.3': () => saturation(image, 0.3),
  'saturation 1.8': () => saturation(image, 1.8),
  'sharpness 0.1': () => sharpness(image, size, 0.1),
  'sharpness 1.9': () => sharpness(image, size, 1.9),
  'hue 0.2': () => hue(image, 0.2),
  'hue -0.4': () => hue(image, -0.4),
  'posterize 4': () => posterize(image, 4),
  'solarize 130': () => solarize(image, 130),
  autocontrast: () => autocontrast(image.subarray(0, 4 * width * 3)),
  equalize: () => corner(equalize(tiled())),
  'rotate 17': () => warp(image, size, turn(17, size)),
  'rotate -63': () => warp(image, size, turn(-63, size)),
  'shear x 0.2': () => warp(image, size, [1, 0.2, 0, 0, 1, 0]),
  'translate y 3': () => warp(image, size, [1, 0, 0, 0, 1, 3]),
  'stretch 5x7': () => stretched(2, 3, 7, 5),
  'stretch 11x4': () => stretched(1, 0, 4, 11),
};

describe('what augmentations are made of', () => {
  it('is all compared', () => {
    expect(Object.keys(ours)).toEqual(Object.keys(golden.cases));
  });

  // Pillow cuts off where this rounds, and rounds the mean grey and each pixel's grey before it goes on
  it.each(Object.keys(ours))('does as Pillow does, to two of 255: %s', (name) => {
    const [found, expected] = [ours[name]?.() as Uint8Array, golden.cases[name] as readonly number[]];
    expect(found.length).toBe(expected.length);
    expect(
      Math.max(...Array.from(found, (value, at) => Math.abs(value - (expected[at] as number)))),
    ).toBeLessThanOrEqual(2);
  });

  it('turns by a quarter exactly', () => {
    const square = { height: 5, width: 5 };
    const before = Uint8Array.from({ length: 75 }, (_, at) => (at * 13) % 256);
    const after = warp(before, square, turn(90, square));
    for (let row = 0; row < 5; row++) {
      for (let column = 0; column < 5; column++) {
        const [from, to] = [(column * 5 + 4 - row) * 3, (row * 5 + column) * 3];
        expect([...after.subarray(to, to + 3)]).toEqual([...before.subarray(from, from + 3)]);
      }
    }
  });
});
