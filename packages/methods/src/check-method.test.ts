import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkMethod } from './check-method.ts';
import { defineMethod, type MethodDefinition } from './define-method.ts';
import { findMethod, methods, registerMethod } from './registry.ts';

const whole = {
  name: 'test-method',
  family: 'adaptation',
  paper: 'None',
  description: 'A method of a test.',
  helps: 'In a test.',
  options: z.strictObject({ weight: z.number().default(1) }),
  sees: ['targetImages'],
  trainable: () => [['*', 1]],
  loss: ({ forward }, batch) => ({ total: forward(batch.targetImages).logits_BK.mean(), terms: {} }),
} as const satisfies Parameters<typeof defineMethod>[0];

/** A definition as JavaScript might write it. */
const loose = (change: object): MethodDefinition => defineMethod({ ...whole, ...change } as typeof whole);

describe('checking a method', () => {
  it.each(methods().map((method) => [method.name, method] as const))('passes %s', (_name, method) => {
    expect(() => checkMethod(method)).not.toThrow();
  });

  it('names everything that is wrong', () => {
    expect(() => checkMethod(loose({ family: 'adaption', paper: ' ', description: undefined, helps: '' }))).toThrow(
      expect.objectContaining({
        code: 'TL_METHOD_INVALID',
        exitStatus: 2,
        message: expect.stringMatching(
          /"test-method": family is "adaption", expected one of .*; paper is missing; description is missing; helps is missing/,
        ) as string,
      }),
    );
    expect(() => checkMethod(loose({ departures: 'none' }))).toThrow(/departures is not a list of sentences/);
    expect(() => checkMethod(loose({ departures: [''] }))).toThrow(/departures is not a list of sentences/);
    expect(() => checkMethod(loose({ options: z.strictObject({ weight: z.number() }) }))).toThrow(/weight has none/);
    expect(() => checkMethod(loose({ options: z.object({}) }))).toThrow(/unknown keys/);
    expect(() => checkMethod(loose({ options: {} }))).toThrow(/not a z\.strictObject/);
    expect(() => checkMethod({ ...loose({}) })).toThrow(/not what defineMethod/);
    expect(() => loose({ sees: [] })).toThrow(/does not say in sees/);
    expect(() => loose({ trainable: undefined })).toThrow(/no trainable rules/);
  });

  it('lets a method be registered under a name of its own', () => {
    const method = defineMethod(whole);
    const remove = registerMethod(method);
    expect(findMethod('test-method')).toBe(method);
    expect(() => registerMethod(loose({}))).toThrow(expect.objectContaining({ code: 'TL_NAME_TAKEN' }));
    remove();
    expect(() => findMethod('test-method')).toThrow(expect.objectContaining({ code: 'TL_METHOD_UNKNOWN' }));
    expect(() => registerMethod(loose({ name: 'dann' }))).toThrow(/which Trunkline brings along/);
    expect(() => registerMethod(loose({ name: 'My Method' }))).toThrow(
      expect.objectContaining({ code: 'TL_BAD_NAME' }),
    );
  });
});
