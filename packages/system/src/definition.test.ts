import { expect, it, vi } from 'vitest';
import { definitionOf, markDefinition } from './definition.ts';

it('tells what was marked, and by which copy of the package', async () => {
  const method = { name: 'mine' };
  expect(markDefinition('method', method)).toBe(method);
  expect(definitionOf(method)).toMatchObject({ kind: 'method', ours: true });
  expect(JSON.stringify(method)).toBe('{"name":"mine"}');
  expect(definitionOf({ ...method })).toBeUndefined();
  for (const other of [undefined, null, 'method', { name: 'mine' }]) expect(definitionOf(other)).toBeUndefined();

  vi.resetModules();
  const another = await import('./definition.ts');
  expect(another.definitionOf(method)).toMatchObject({ kind: 'method', ours: false });
  expect(definitionOf(another.markDefinition('validator', {}))).toMatchObject({ kind: 'validator', ours: false });
});
