import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test('a slip of the finger finds the word that was meant', () => {
  const words = ['run', 'report', 'compare', 'embed', 'weights'];
  expect(nearest('rnu', words)).toBe('run');
  expect(nearest('wieghts', words)).toBe('weights');
  expect(nearest('Embed', words)).toBe('embed');
  expect(nearest('comp', words)).toBe('compare');
});

test('parts may be abbreviated, but what is unlike all is not guessed', () => {
  const validators = ['info-max', 'last', 'source-validation-accuracy'];
  expect(nearest('source-val-acc', validators)).toBe('source-validation-accuracy');
  expect(nearest('target-accuracy', validators)).toBeUndefined();
});

test('nothing is suggested for a word that is far from all', () => {
  expect(nearest('xyz', ['run', 'report'])).toBeUndefined();
  expect(nearest('run', [])).toBeUndefined();
});

test('the edit distance is zero only between equal words, symmetric, and at most the longer length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (first, second) => {
      const distance = editDistance(first, second);
      expect(distance).toBe(editDistance(second, first));
      expect(distance === 0).toBe(first === second);
      expect(distance).toBeLessThanOrEqual(Math.max(first.length, second.length));
    }),
  );
});
