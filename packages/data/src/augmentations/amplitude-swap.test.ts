import { readFileSync } from 'node:fs';
import { createRandom } from '@trunkline/system';
import { describe, expect, it } from 'vitest';
import { amplitudeSwap } from './amplitude-swap.ts';

interface Case {
  readonly height: number;
  readonly width: number;
  readonly band: number;
  readonly own: number[];
  readonly other: number[];
  readonly swapped: number[];
}
const golden = JSON.parse(
  readFileSync(new URL('../../../../fixtures/golden/adaptation.json', import.meta.url), 'utf8'),
) as { readonly amplitudeSwap: readonly Case[] };

const swap = (own: Uint8Array, other: Uint8Array, size: { height: number; width: number }, band: number) =>
  amplitudeSwap.apply(own, { batch: 1, ...size }, { band, probability: 1 }, createRandom(0), other);

describe('amplitudeSwap', () => {
  it.each(golden.amplitudeSwap)('equals whole transforms by NumPy at $height × $width, band $band', (one) => {
    const found = swap(Uint8Array.from(one.own), Uint8Array.from(one.other), one, one.band);
    found.forEach((value, place) => {
      expect(Math.abs(value - (one.swapped[place] as number))).toBeLessThanOrEqual(0.5001);
    });
  });

  it('leaves a picture alone that is its own partner, and all where no share is changed', () => {
    const [{ own, other, height, width }] = golden.amplitudeSwap as [Case];
    const pixels = Uint8Array.from(own);
    expect(swap(pixels, pixels, { height, width }, 0.5)).toEqual(pixels);
    const shape = { batch: 1, height, width };
    const none = { band: 0.5, probability: 0 };
    expect(amplitudeSwap.apply(pixels, shape, none, createRandom(0), Uint8Array.from(other))).toEqual(pixels);
  });

  it('takes over the mean colour, and no more, at band 0', () => {
    const grey = Uint8Array.from({ length: 4 * 4 * 3 }, (_one, place) => 100 + 10 * (Math.floor(place / 3) % 2));
    const blue = Uint8Array.from({ length: 4 * 4 * 3 }, (_one, place) => (place % 3 === 2 ? 205 : 55));
    const found = swap(grey, blue, { height: 4, width: 4 }, 0);
    expect([...found.subarray(0, 6)]).toEqual([50, 50, 200, 60, 60, 210]);
  });
});
