import { expect, it } from 'vitest';
import { figureIndices } from './figure-indices.ts';

it('shows every class before it shows one twice, the same for every method', () => {
  const labels = Int32Array.from({ length: 60 }, (_, index) => (index < 50 ? 0 : index % 4));
  const shown = [...figureIndices(60, 6, 3, labels)];
  expect(new Set(shown.map((index) => labels[index])).size).toBe(4);
  expect(new Set(shown).size).toBe(6);
  expect([...figureIndices(60, 6, 3, labels)]).toEqual(shown);
  expect([...figureIndices(60, 6, 4, labels)]).not.toEqual(shown);
  expect(figureIndices(3, 6, 0, labels.subarray(0, 3))).toHaveLength(3);
});
