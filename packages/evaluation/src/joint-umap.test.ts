import { describe, expect, it } from 'vitest';
import { jointUmap } from './index.ts';

const cluster = (axis: number, count = 20): number[][] =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: 8 }, (_unused, d) => (d === axis ? 5 : 0) + Math.sin(i * 7 + d * 3) * 0.3),
  );
const distance = ([ax, ay]: [number, number], [bx, by]: [number, number]): number => Math.hypot(ax - bx, ay - by);

describe('joint UMAP', () => {
  it('is the same for one seed and another for another', () => {
    const samples = [cluster(0), cluster(1)];
    expect(jointUmap(samples, 3)).toEqual(jointUmap(samples, 3));
    expect(jointUmap(samples, 3)).not.toEqual(jointUmap(samples, 4));
  });

  it('keeps near what is near across samples, and apart what is apart', () => {
    const [first = [], second = []] = jointUmap([cluster(0).concat(cluster(1)), cluster(0).concat(cluster(1))], 0);
    const same = distance(first[3] as [number, number], second[3] as [number, number]);
    const other = distance(first[3] as [number, number], second[33] as [number, number]);
    expect(same).toBeLessThan(other);
  });

  it('gives a position to every row, also when there are few or some are zero', () => {
    const [positions = []] = jointUmap(
      [
        [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
          [2, 1],
        ],
      ],
      0,
    );
    expect(positions).toHaveLength(5);
    expect(positions.flat().every(Number.isFinite)).toBe(true);
  });

  it('refuses embeddings of unlike width, and too few', () => {
    expect(() => jointUmap([[[1], [2], [3]], [[1, 2]]], 0)).toThrow(/one width/);
    expect(() => jointUmap([[[1], [2]]], 0)).toThrow(/at least 4/);
  });
});
