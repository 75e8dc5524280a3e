import { expect, it } from 'vitest';
import { counted, duration, readableBytes } from './readable.ts';

it('durations read like speech', () => {
  expect([0.2, 40, 89, 90, 200, 600, 5399, 5400, 7500].map(duration)).toEqual([
    '0 s',
    '40 s',
    '89 s',
    '1 min 30 s',
    '3 min 20 s',
    '10 min',
    '90 min',
    '1 h 30 min',
    '2 h 5 min',
  ]);
});

it('counts agree with their noun, bytes with their unit', () => {
  expect([counted(1, 'run'), counted(1200, 'image')]).toEqual(['1 run', '1,200 images']);
  expect([0, 1023, 1536, 200 * 1024, 3 * 1024 ** 3].map(readableBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.5 KiB',
    '200 KiB',
    '3.0 GiB',
  ]);
});
