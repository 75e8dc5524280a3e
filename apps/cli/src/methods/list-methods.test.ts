import { expect, it } from 'vitest';
import { listMethods } from './list-methods.ts';
import type { MethodFacts } from './method-facts.ts';

const facts = (name: string, family: string, cost?: number): MethodFacts => ({
  name,
  family,
  role: 'contestant',
  paper: 'None',
  description: 'None',
  needs: ['source images', 'batch norm'],
  sees: [],
  ...(cost !== undefined && { cost }),
  helps: 'Helps where the one and the other are as alike as they are in this sentence. Not elsewhere.',
  departures: [],
  addable: false,
});

it('groups methods by family, and breaks lines where a terminal ends', () => {
  expect(listMethods([facts('one', 'a'), facts('two', 'a', 1.26), facts('three', 'b', 1)], 60)).toBe(
    `a
  one
      needs source images, batch norm; not measured
      Helps where the one and the other are as alike as they
      are in this sentence. Not elsewhere.
  two
      needs source images, batch norm; a step costs 1.3 ×
      one of source-only
      Helps where the one and the other are as alike as they
      are in this sentence. Not elsewhere.

b
  three
      needs source images, batch norm; a step costs 1.0 ×
      one of source-only
      Helps where the one and the other are as alike as they
      are in this sentence. Not elsewhere.`,
  );
});
