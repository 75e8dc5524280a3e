import { isTrunklineError } from '@trunkline/system';
import { describe, expect, it } from 'vitest';
import { matchesPattern, resolveTrainable } from './trainable-rules.ts';

const names = ['backbone/block1_conv1/kernel', 'backbone/block1_conv1/bias', 'head/kernel', 'head/bias'];

describe('trainable rules', () => {
  it('give every parameter what the first rule says that it matches', () => {
    const { rates, undecayed } = resolveTrainable(names, [
      ['head/kernel', 1],
      ['*/bias', { rate: 2, weightDecay: false }],
      ['backbone/*', 'held'],
      ['*', 'frozen'],
    ]);
    expect(Object.fromEntries(rates)).toEqual({
      'backbone/block1_conv1/kernel': 'held',
      'backbone/block1_conv1/bias': 2,
      'head/kernel': 1,
      'head/bias': 2,
    });
    expect([...undecayed]).toEqual(['backbone/block1_conv1/bias', 'head/bias']);
  });

  it.each([
    ['a parameter without a rule', [['backbone/*', 1]], /'head\/kernel' matches no trainable rule/],
    [
      'a rule without a parameter',
      [
        ['tail/*', 1],
        ['*', 1],
      ],
      /'tail\/\*' matches no parameter/,
    ],
    [
      'a rule behind wider ones',
      [
        ['backbone/*', 1],
        ['backbone/block1_*', 2],
        ['*', 1],
      ],
      /'backbone\/block1_\*' decides about no parameter/,
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
