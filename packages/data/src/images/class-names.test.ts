import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyImages } from '../../test/support.ts';
import { alignClasses, checkSameClasses } from './align-classes.ts';
import { alikeNames, differenceOf, sortClassNames } from './class-names.ts';

const named = (...classNames: readonly string[]) => ({ dataSet: 'set', domain: 'set', classNames });

describe('names of classes of two domains', () => {
  it.each([
    ['Cat', 'cat', 'differ only in capital letters'],
    ['Alarm_Clock', 'Alarm Clock', 'differ only in blanks, hyphens and underscores'],
    ['cat ', 'cat', 'differ only in blanks around them'],
    ['01', '1', 'differ only in leading zeros'],
    ['ＣＡＴ', 'CAT', 'differ only in full-width or compatibility characters'],
    ['ca\u00adt', 'cat', 'differ only in characters that are not seen'],
    ['Alarm_Clock', 'alarm clock', 'differ only in more than one of'],
    ['cat', 'dog', 'only the target has "dog".'],
  ])('F13: %s against %s is an error that names both sides', (one, other, words) => {
    let told = '';
    try {
      checkSameClasses(named(one, 'emu'), named(other, 'emu'));
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told).toContain(`only the source has ${JSON.stringify(one)}; only the target has ${JSON.stringify(other)}.`);
    expect(told).toContain(words);
  });

  it('F11: compares names in NFC, also those that were given', () => {
    const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
    const source = tinyImages([0, 1], { classNames: [composed, 'tea'] });
    const target = tinyImages([0, 1], { classNames: ['tea', decomposed] });
    expect(target.classNames).toEqual(['tea', composed]);
    expect([...alignClasses(source, target).labels_N]).toEqual([1, 0]);
    expect(() => checkSameClasses(named(decomposed), named(composed))).not.toThrow();
    expect(() => tinyImages([0, 1], { classNames: [composed, decomposed] })).toThrowError(/two classes are called/);
  });
});

it('sorts numbers by value, those of equal value by their text, whatever the order they come in', () => {
  expect(sortClassNames(['10', '1', '2', '01'])).toEqual(['01', '1', '2', '10']);
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), (names) => {
      expect(sortClassNames([...names].reverse())).toEqual(sortClassNames(names));
    }),
  );
});

it('finds names alike from both sides, and none alike to itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      expect(differenceOf(one, other)).toBe(differenceOf(other, one));
      expect(differenceOf(one, one)).toBeUndefined();
    }),
  );
  expect(alikeNames(['Dog', 'dog', 'emu'])).toEqual(['"Dog" and "dog" differ only in capital letters']);
});
