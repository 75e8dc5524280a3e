import { expect, it } from 'vitest';
import { Tally } from './tally.ts';

type Pair = readonly [label: string | undefined, predicted: string, called?: string];

function tally(classes: number, pairs: readonly Pair[]): string[] {
  const made = new Tally(['cat', 'dog'].slice(0, classes));
  for (const [label, predicted, called] of pairs) made.add(label, predicted, called);
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

it('names what the model has no class for, and the class that was likely meant', () => {
  const pairs: readonly Pair[] = [
    ['cat', 'cat', 'cat'],
    ...Array.from({ length: 3 }, (): Pair => [undefined, 'cat', 'Dog']),
  ];
  expect(tally(2, pairs)).toEqual([
    'Accuracy 100.0 % of 1 of 4 pictures whose folder or manifest names a class.',
    'warning: the model knows no class of these names: "Dog" (3; the model has "dog").',
  ]);
  expect(tally(2, [[undefined, 'cat', 'holidays']])).toEqual([]);
});
