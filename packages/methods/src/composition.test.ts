import { describe, expect, it } from 'vitest';
import { chainMethods } from './chain-methods.ts';
import type { MethodDefinition } from './define-method.ts';
import { exampleArchitecture } from './example-architecture.ts';
import { findMethod, findTerm, terms } from './registry.ts';
import { resolveTrainable } from './trainable-rules.ts';
import { withTerms, type AddedTerm } from './with-terms.ts';

const architecture = exampleArchitecture();
const adding = (name: string, weight = 1): AddedTerm => {
  const term = findTerm(name);
  return { term, weight, options: term.options.parse({}) };
};
const linked = (name: string, share = 1) => {
  const method = findMethod(name);
  return { method, options: method.options.parse({}), share };
};
const stagesOf = (method: MethodDefinition) => method.stages(method.options.parse({}), architecture);
const namesOf = (method: MethodDefinition): readonly string[] => [
  ...architecture.parameters.map(({ name }) => name),
  ...Object.values(method.modules(method.options.parse({}), architecture)).flatMap(({ parameters }) =>
    parameters.map(({ name }) => name),
  ),
];

describe('terms that are added to a method', () => {
  it('are those of the methods that are made of one', () => {
    const names = terms().map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['bnm', 'cdan', 'dann', 'deep-coral', 'mcc', 'mdd', 'pseudo-label']));
    expect(names).not.toContain('mcd');
    for (const term of terms()) {
      expect(term.weight.parse(undefined)).toBe(
        (findMethod(term.name).options.parse({}) as Record<string, unknown>)['adaptationWeight'],
      );
    }
    expect(() => findTerm('mccc')).toThrow(/There is no term "mccc" .* the nearest is "mcc"/);
  });

  it('name the method, and bring networks that clash with no other', () => {
    const method = withTerms(findMethod('dann'), [adding('cdan'), adding('mcc')]);
    expect(method.name).toBe('dann+cdan+mcc');
    const names = namesOf(method);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('discriminator/output/kernel');
    expect(names).toContain('cdan/discriminator/output/kernel');
    const [stage] = stagesOf(method);
    const { rates } = resolveTrainable(names, stage?.trainable(method.options.parse({}), architecture) ?? []);
    expect(rates.get('cdan/random-map/features')).toBe('frozen');
    expect(rates.get('cdan/discriminator/output/kernel')).toBe(1);
  });

  it.each([
    ['source-only', "its stage 'train' does not see targetImages"],
    ['shot', "its stage 'target' does not see sourceImages and sourceLabels_B"],
    ['mcd', "its stage 'train' has several losses in a step (classify, disagree, agree)"],
    ['target-oracle', 'does not see sourceImages'],
  ])('cannot be added to %s: %s', (name, why) => {
    const method = withTerms(findMethod(name), [adding('mcc')]);
    expect(() => stagesOf(method)).toThrow(
      expect.objectContaining({
        code: 'TL_TERM_UNFIT',
        message: expect.stringContaining(`mcc cannot be added to ${name}: `) as string,
      }),
    );
    expect(() => stagesOf(method)).toThrow(why);
  });

  it('are added once each, and warn as their methods do', () => {
    expect(() => withTerms(findMethod('dann'), [adding('mcc'), adding('mcc')])).toThrow(/it is added twice/);
    const recipe = (weight: number) =>
      withTerms(findMethod('mcc'), [adding('dann', weight)]).warnings?.({
        options: findMethod('mcc').options.parse({}),
        architecture,
        optimiser: 'adam',
      });
    expect(recipe(1)?.[0]).toMatch(/^dann: adam divides each gradient/);
    expect(recipe(0)).toEqual([]);
  });
});

describe('a chain of methods', () => {
  it('divides the budget, and names stages after place and method', () => {
    const steps = (...shares: [number, number]) =>
      stagesOf(chainMethods([linked('full-finetune', shares[0]), linked('shot', shares[1])])).map((stage) => [
        stage.name,
        stage.steps({}, 9),
      ]);
    expect(steps(1, 1)).toEqual([
      ['1-full-finetune/train', 4],
      ['2-shot/source', 3],
      ['2-shot/target', 2],
    ]);
    expect(steps(2, 1).map(([, count]) => count)).toEqual([6, 2, 1]);
    expect(chainMethods([linked('lp-ft'), linked('mcc')]).name).toBe('lp-ft then mcc');
  });

  it('freezes the networks of the others, and takes over where the one before it ended', () => {
    const chain = chainMethods([linked('adda'), linked('l2-sp')]);
    const names = namesOf(chain);
    const rates = stagesOf(chain).map((stage) => resolveTrainable(names, stage.trainable({}, architecture)).rates);
    const of = (name: string) => rates.map((one) => one.get(name));
    expect(of('head/kernel')).toEqual([1, 'frozen', 1]);
    expect(of('1-adda/target/backbone/block1_conv1/kernel')).toEqual(['frozen', 0.1, 'frozen']);
    expect(of('1-adda/target/backbone/block1_bn1/mean')).toEqual(['frozen', 'held', 'frozen']);
    expect(of('1-adda/discriminator/output/kernel')).toEqual(['frozen', 0.1, 'frozen']);
    // l2-sp never changes its start, but the chain takes it when l2-sp begins
    expect(of('2-l2-sp/start/backbone/block1_conv1/kernel')).toEqual(['frozen', 'frozen', 'held']);
    expect(stagesOf(chain).map(({ begin }) => begin !== undefined)).toEqual([false, true, true]);
    const warned = chain.warnings?.({ options: {}, architecture, optimiser: 'sgd' }) ?? [];
    expect(warned.join()).toMatch(/1-adda predicts by networks of its own/);
  });

  it('is of two methods or more, none of them an oracle', () => {
    expect(() => chainMethods([linked('mcc')])).toThrow(expect.objectContaining({ code: 'TL_CHAIN_INVALID' }));
    expect(() => chainMethods([linked('mcc'), linked('target-oracle')])).toThrow(/target-oracle, which learns from/);
  });
});
