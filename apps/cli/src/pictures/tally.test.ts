import { expect, it } from 'vitest';
import { Tally } from './tally.ts';

function tally(classes: number, pairs: readonly (readonly [string | undefined, string])[]): string[] {
  const made = new Tally(classes);
  for (const [label, predicted] of pairs) made.add(label, predicted);
  return made.lines();
}

it('accuracy counts pictures whose label is known, and says how many those are', () => {
  const pairs = [
    ['cat', 'cat'],
    ['cat', 'cat'],
    ['cat', 'dog'],
    ['dog', 'cat'],
  ] as const;
  expect(tally(2, pairs)).toEqual([
    'Accuracy 50.0 % (mean over 2 classes 33.3 %) of 4 pictures whose folder or manifest names a class.',
  ]);
  expect(tally(2, [...pairs.slice(0, 3), [undefined, 'dog']])).toEqual([
    'Accuracy 66.7 % of 3 of 4 pictures whose folder or manifest names a class.',
  ]);
  expect(tally(2, [[undefined, 'dog']])).toEqual([]);
});

it('a model that says one thing of everything is named as such, for ten pictures or more', () => {
  const same = Array.from({ length: 10 }, () => [undefined, 'dog'] as const);
  expect(tally(2, same)).toEqual(['warning: the model says "dog" of every picture: it tells nothing apart here.']);
  expect(tally(2, same.slice(1))).toEqual([]);
  expect(tally(1, same)).toEqual([]);
});
