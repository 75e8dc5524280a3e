import { describe, expect, it } from 'vitest';
import { tinyImages } from '../../test/support.ts';
import { partCodes } from '../images/images.ts';
import { describeClasses, describeMissingClasses, describeParts } from './describe-classes.ts';
import { countShared, describeCopies, describeShared } from './describe-copies.ts';
import { splitPair } from './split-pair.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('what is said of copies', () => {
  const labels = range(12).map((at) => at % 2);

  it('is nothing where there are none', () => {
    expect(describeCopies(tinyImages(labels, { contents: range(12) }), 'studio')).toEqual([]);
    expect(describeCopies(tinyImages(labels), 'studio')).toEqual([]);
  });

  it('counts them, names two labels of one picture, and what leaves an official part', () => {
    const images = tinyImages(labels, {
      contents: [0, 1, 0, 3, 4, 3, 6, 7, 8, 4, 10, 11],
      officialParts_N: Uint8Array.from(range(12), (at) => (at < 9 ? partCodes.train : partCodes.test)),
    });
    expect(describeCopies(images, 'studio')).toEqual([
      '3 pictures of the 12 of studio are copies of others in it (equal content): copies stay on one side of a split.',
      '1 picture of studio is there under more than one class, for instance image 4 and image 9: one of the labels is wrong.',
      '1 picture of studio is also in its official test part, and so left out of training and validation.',
    ]);
  });

  it('F21: counts what two domains share', () => {
    const [one, other] = [
      tinyImages(labels, { contents: range(12) }),
      tinyImages(labels, { contents: range(24).slice(10, 22) }),
    ];
    expect(countShared(one, other)).toBe(2);
    expect(describeShared(one, 'street', other, 'studio')).toBe(
      '2 of the 12 pictures of street are also in studio (equal content): both splits put them on one side, so that none is tested on after it was trained on.',
    );
    expect(describeShared(one, 'street', tinyImages(labels), 'studio')).toBeUndefined();
  });
});

describe('what is said of classes', () => {
  it('F23: names a class of few pictures, and an imbalance', () => {
    const images = tinyImages([...range(30).map(() => 0), 1, 1, 1], { classNames: ['cat', 'fox'] });
    expect(describeClasses(images, 'studio')).toEqual([
      'studio has few pictures of "fox" (3): what is learnt and scored of this class rests on them.',
      'studio is imbalanced: 30 pictures of "cat", 3 of "fox". Accuracy follows the larger classes: read the macro accuracy, and see training.classWeights.',
    ]);
    expect(describeClasses(tinyImages(range(30).map((at) => at % 3)), 'studio')).toEqual([]);
  });

  it('says where the test part of a domain comes from that has official ones without it', () => {
    const parts = (...codes: number[]) => ({ officialParts_N: Uint8Array.from(codes) });
    const { train, validation, test } = partCodes;
    expect(describeParts(parts(train, train, validation), 'photo')).toEqual([
      'photo has parts of its own, 2 pictures for training and 1 for validation, and none for testing: its test part is drawn from those for training.',
    ]);
    expect(describeParts(parts(train, validation, test), 'photo')).toEqual([]);
    expect(describeParts({}, 'photo')).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])('F23: names the parts without a class of %i pictures', async (count) => {
    const labels = [...range(40).map((at) => at % 2), ...range(count).map(() => 2)];
    const source = tinyImages(labels, { classNames: ['cat', 'dog', 'fox'] });
    const target = tinyImages(
      range(60).map((at) => at % 3),
      {
        dataSet: 'b',
        domain: 'b',
        classNames: ['cat', 'dog', 'fox'],
        lineage: { root: 'b', index_N: Int32Array.from(range(60)) },
      },
    );
    const splits = await splitPair({ sources: [source], target }, { seed: 0 });
    const said = describeMissingClasses(splits, { source: 'a', target: 'b' });
    const absent = (['validation', 'test'] as const).filter(
      (part) => !(part === 'test' ? splits.sourceTest : splits.sourceValidation).labels_N.includes(2),
    );
    expect(said).toEqual(
      absent.map((part) => `The ${part} part of a has no picture of "fox": scores there are over 2 of 3 classes.`),
    );
    if (count === 1) expect(absent).toHaveLength(2);
  });
});
