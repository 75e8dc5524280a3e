import { expect, test } from 'vitest';
import { closestKey } from './closest-key.ts';

const validators = ['info-max', 'last', 'source-validation-accuracy', 'target-entropy'];

test.each([
  ['source-val-acc', 'source-validation-accuracy'],
  ['infomax', 'info-max'],
  ['Last', 'last'],
  ['sourceVal', 'source-validation-accuracy'],
  ['tagret-entropy', 'target-entropy'],
])('%s is close to %s', (given, meant) => {
  expect(closestKey(given, validators)).toBe(meant);
});

test.each(['wibble', 'accuracy-of-everything', 'xy', ''])('"%s" is close to nothing', (given) => {
  expect(closestKey(given, validators)).toBeUndefined();
});
