import { isTrunklineError } from '@trunkline/system';
import { describe, expect, it } from 'vitest';
import { matchesPattern, resolveTrainable } from './trainable-rules.ts';

const names = ['backbone/block1_conv1/kernel', 'backbone/block1_conv1/bias', 'head/kernel', 'head/bias'];

describe('trainable rules', () => {
  it('give every parameter the rate of the one rule it matches', () => {
    const rates = resolveTrainable(names, [
      ['backbone/*', 'frozen'],
      ['head/kernel', 1],
      ['head/bias', 2],
    ]);
    expect(Object.fromEntries(rates)).toEqual({
      'backbone/block1_conv1/kernel': 'frozen',
      'backbone/block1_conv1/bias': 'frozen',
      'head/kernel': 1,
      'head/bias': 2,
    });
  });

  it.each([
    ['a parameter without a rule', [['backbone/*', 1]], /'head\/kernel' matches no rule/],
    [
      'a parameter with two',
      [
        ['backbone/*', 1],
        ['*', 1],
      ],
      /matches 'backbone\/\*' and '\*'/,
    ],
    [
      'a rule without a parameter',
      [
        ['backbone/*', 1],
        ['head/*', 1],
        ['tail/*', 1],
      ],
      /'tail\/\*' matches no parameter/,
    ],
  ] as const)('refuse %s', (_what, rules, message) => {
    try {
      resolveTrainable(names, rules);
      expect.unreachable();
    } catch (error) {
      expect(isTrunklineError(error) && error.code).toBe('TL_TRAINABLE_RULES');
      expect((error as Error).message).toMatch(message);
    }
  });

  it('take every character but the star literally', () => {
    expect(matchesPattern('a.c', 'abc')).toBe(false);
    expect(matchesPattern('a*c', 'a/b/c')).toBe(true);
    expect(matchesPattern('(a)*', '(a)b')).toBe(true);
    expect(matchesPattern('a', 'ab')).toBe(false);
  });
});
