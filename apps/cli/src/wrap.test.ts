import { expect, test } from 'vitest';
import { wrap } from './wrap.ts';

test.each([
  ['lines break between words', 'one two three', 7, 'one two\nthree'],
  ['a line may be full', 'one two', 7, 'one two'],
  ['spaces inside a line stay, those at its ends go', '  a  b  ', 4, 'a  b'],
  ['breaks that are there stay', 'one\ntwo three', 20, 'one\ntwo three'],
  ['a long word begins a line where that spares one', 'ab cdefghij', 4, 'ab\ncdef\nghij'],
  ['a long word goes on after others where it fits as well', 'ab cdefg', 4, 'ab c\ndefg'],
  ['nothing stays nothing', '   ', 4, ''],
  ['a width of nothing is one of one', 'ab c', 0, 'a\nb\nc'],
  ['a negative width is one of one', 'ab', -1, 'a\nb'],
])('%s', (_what, text, columns, lines) => {
  expect(wrap(text, columns)).toBe(lines);
});
