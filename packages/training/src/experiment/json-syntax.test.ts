import { expect, it } from 'vitest';
import { placeOfSyntaxError } from './json-syntax.ts';

it.each([
  ['{\n  "name": "a",\n}', 3, 1, 'property name expected'],
  ['{"a": 1 "b": 2}', 1, 9, 'comma expected'],
  ["{'a': 1}", 1, 2, 'invalid symbol'],
  ['{\n  name: 1}', 2, 3, 'invalid symbol'],
  ['[1, 2', 1, 6, 'close bracket expected'],
  ['{"a": "b\n}', 1, 7, 'unexpected end of string'],
  ['{"a" 1}', 1, 6, 'colon expected'],
  ['{} {}', 1, 4, 'end of file expected'],
  ['', 1, 1, 'value expected'],
])('%j stops being JSON at line %d, column %d: %s', (text, line, column, reason) => {
  expect(() => JSON.parse(text) as unknown).toThrow();
  expect(placeOfSyntaxError(text)).toEqual({ line, column, reason });
});
