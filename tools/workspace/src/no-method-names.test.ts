import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { noMethodNames } from '../no-method-names.mjs';

function found(code: string, filename = 'packages/training/src/plan.js'): string[] {
  const rule = noMethodNames(['dann', 'deep-coral']);
  const config = { plugins: { own: { rules: { names: rule } } }, rules: { 'own/names': 'error' as const } };
  return new Linter().verify(code, config, { filename }).map(({ message }) => message);
}

describe('the rule against names of methods', () => {
  it.each([
    "if (method.name === 'dann') skip();",
    'const rows = ["deep-coral"];',
    'const name = `dann`;',
    "switch (name) { case 'dann': break; }",
    "const weights = { 'deep-coral': 1 };",
  ])('finds one in %s', (code) => {
    expect(found(code)).toEqual([expect.stringContaining('is the name of a method')]);
  });

  it.each(["const word = 'danny';", '// dann', 'const dann = 1;', "const text = 'as dann does';"])(
    'leaves %s alone',
    (code) => {
      expect(found(code)).toEqual([]);
    },
  );

  it('lets a file of that name call itself so, and no other', () => {
    expect(found("export const dann = { name: 'dann' };", 'packages/methods/src/adaptation/dann.js')).toEqual([]);
    expect(
      found("export const other = { name: 'deep-coral' };", 'packages/methods/src/adaptation/dann.js'),
    ).toHaveLength(1);
  });
});
