import { describe, expect, it } from 'vitest';
import { weightsOf } from './index.ts';

const photographs = { name: 'imagenet', digest: 'ab12', seen: 'photographs' };

describe('weights of a comparison', () => {
  it('are listed once each, with the rows that start from them', () => {
    expect(
      weightsOf([
        { label: 'a', weights: photographs },
        { label: 'b', weights: { name: './own.safetensors', digest: 'cd34' } },
        { label: 'a', weights: photographs },
        { label: 'c', weights: photographs },
      ]),
    ).toEqual([
      { ...photographs, labels: ['a', 'c'] },
      { name: './own.safetensors', digest: 'cd34', labels: ['b'] },
    ]);
  });

  it('that are random are one entry without a digest, though each seed draws its own', () => {
    const runs = ['s0', 's1'].map((digest) => ({ label: 'a', weights: { name: 'random', digest } }));
    expect(weightsOf(runs)).toEqual([{ name: 'random', labels: ['a'] }]);
  });

  it('keep two files of one name apart by their digests', () => {
    const runs = ['ab', 'cd'].map((digest) => ({ label: digest, weights: { name: 'own', digest } }));
    expect(weightsOf(runs).map(({ labels }) => labels)).toEqual([['ab'], ['cd']]);
  });
});
