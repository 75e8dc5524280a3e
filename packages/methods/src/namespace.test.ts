import { expect, it } from 'vitest';
import type { Scalar, Tensor } from '@trunkline/engine';
import type { Context } from './context.ts';
import { namespaceOf } from './namespace.ts';

const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name as unknown as Tensor]));

const module = {
  parameters: [
    { name: 'teacher/head/kernel', shape: [2] },
    { name: 'gate', shape: [1] },
  ],
  init: () => ({}),
  cost: () => ({ parameters: 3, multiplyAdds: 0 }),
};
const own = namespaceOf('2-mine', { teacher: module });

it('a part of a method knows its parameters by its own names, and the run by theirs', () => {
  expect(own.placed['2-mine/teacher']?.parameters.map(({ name }) => name)).toEqual([
    '2-mine/teacher/head/kernel',
    '2-mine/gate',
  ]);
  expect(own.inRun(named('gate', 'head/kernel'))).toEqual({ '2-mine/gate': 'gate', 'head/kernel': 'head/kernel' });
  const asked: unknown[] = [];
  const context = {
    parameters: named('head/kernel', '1-other/gate', '2-mine/gate'),
    forward: (_input: unknown, request: unknown) => {
      asked.push(request);
      return { pass: { learns: (name: string) => name === '2-mine/gate' } };
    },
    forwardAll: (inputs: object, request: unknown) => {
      asked.push(request);
      return Object.fromEntries(Object.keys(inputs).map((name) => [name, { pass: {} }]));
    },
  } as unknown as Context<unknown>;
  const known = own.contextOf(context, { weight: 1 }, 'train');
  expect(known.parameters['gate']).toBe('2-mine/gate');
  expect(known.parameters['head/kernel']).toBe('head/kernel');
  expect([known.options, known.stage, known.modules]).toEqual([{ weight: 1 }, 'train', { teacher: module }]);
  const output = known.forward(null as never, { as: 'teacher', values: named('gate', 'head/kernel') });
  expect([output.pass.learns?.('gate'), output.pass.learns?.('head/kernel')]).toEqual([true, false]);
  known.forwardAll({ a: null as never }, { as: 'elsewhere', mode: 'evaluation' });
  expect(asked).toEqual([
    { as: '2-mine/teacher', values: { '2-mine/gate': 'gate', 'head/kernel': 'head/kernel' } },
    { as: 'elsewhere', mode: 'evaluation' },
  ]);
});

it('gradients come back under its own names', () => {
  const differentiate = own.differentiateOf((_loss, at) => ({ ...at, 'head/bias': 0 }) as never);
  const loss = (): Scalar => undefined as never;
  expect(differentiate(loss, named('gate'))).toEqual({ gate: 'gate', 'head/bias': 0 });
});
