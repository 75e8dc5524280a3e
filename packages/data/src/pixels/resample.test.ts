import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resampleToRgb } from './resample.ts';

/** The definition, two-dimensional and slow: a triangle filter over the covering, centred part of the image. */
function slowly(pixels: Uint8Array, input: [number, number, 1 | 3], size: [number, number]): number[] {
  const [height, width, channels] = input;
  const scale = Math.min(height / size[0], width / size[1]);
  const weight = (distance: number): number => Math.max(0, 1 - Math.abs(distance) / Math.max(1, scale));
  const output: number[] = [];
  for (let y = 0; y < size[0]; y++) {
    for (let x = 0; x < size[1]; x++) {
      const centreY = (height - size[0] * scale) / 2 + (y + 0.5) * scale;
      const centreX = (width - size[1] * scale) / 2 + (x + 0.5) * scale;
      for (let channel = 0; channel < 3; channel++) {
        let [sum, total] = [0, 0];
        for (let row = 0; row < height; row++) {
          for (let column = 0; column < width; column++) {
            const share = weight(row + 0.5 - centreY) * weight(column + 0.5 - centreX);
            total += share;
            sum += share * (pixels[(row * width + column) * channels + (channels === 1 ? 0 : channel)] as number);
          }
        }
        output.push(sum / total);
      }
    }
  }
  return output;
}

describe('resampleToRgb', () => {
  it('agrees with the definition of a triangle filter', () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.constantFrom(1 as const, 3 as const),
        (height, width, tall, wide, channels) => {
          const pixels = Uint8Array.from({ length: height * width * channels }, (_, at) => (at * 97) % 256);
          const output = new Uint8Array(tall * wide * 3);
          resampleToRgb(pixels, { height, width, channels }, { height: tall, width: wide }, output, 0);
          slowly(pixels, [height, width, channels], [tall, wide]).forEach((value, at) => {
            expect(Math.abs(value - (output[at] as number))).toBeLessThanOrEqual(0.5 + 1e-6);
          });
        },
      ),
    );
  });

  it('copies at the same size, grey as three equal channels', () => {
    const output = new Uint8Array(14).fill(9);
    resampleToRgb(Uint8Array.of(1, 2, 3, 4), { height: 2, width: 2, channels: 1 }, { height: 2, width: 2 }, output, 1);
    expect([...output]).toEqual([9, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 9]);
  });
});
