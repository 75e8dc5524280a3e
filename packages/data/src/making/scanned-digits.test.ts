import { expect, it } from 'vitest';
import { framed } from './scanned-digits.ts';

it('draws digits in the middle, with margins of black, and keeps labels and originals', () => {
  const digits = {
    count: 2,
    height: 2,
    width: 2,
    channels: 1 as const,
    pixels: Uint8Array.of(255, 255, 255, 255, 0, 200, 0, 200),
    labels_N: Int32Array.of(3, 7),
    lineage: { root: 'pixels:2x2x1', index_N: Int32Array.of(5, 6) },
  };
  const drawn = framed(digits, 4, 8);
  expect(drawn).toMatchObject({ count: 2, height: 8, width: 8, labels_N: digits.labels_N, lineage: digits.lineage });
  const rows = (image: number): number[][] =>
    Array.from({ length: 8 }, (_, row) => [...drawn.pixels.subarray((image * 8 + row) * 8, (image * 8 + row + 1) * 8)]);
  const [blank, full] = [Array<number>(8).fill(0), [0, 0, 255, 255, 255, 255, 0, 0]];
  expect(rows(0)).toEqual([blank, blank, full, full, full, full, blank, blank]);
  // half-pixel centres: a quarter and three quarters of the way between the two columns
  expect(rows(1)[3]).toEqual([0, 0, 0, 50, 150, 200, 0, 0]);
});
