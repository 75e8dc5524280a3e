import type { Scalar } from '@trunkline/engine';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineMethod } from './define-method.ts';
import { crossEntropyLoss } from './losses/cross-entropy.ts';

const common = {
  name: 'example',
  family: 'baseline',
  paper: 'none',
  description: 'for the types',
  options: z.strictObject({ weight: z.number().default(1) }),
} as const;

describe('a method’s types', () => {
  it('give it what it declares to see, and nothing else', () => {
    defineMethod({
      ...common,
      sees: ['sourceImages', 'sourceLabels'],
      trainable: () => [['*', 1]],
      loss({ forward, options }, batch) {
        const weight: number = options.weight;
        // @ts-expect-error target images are not among what it sees
        void batch.targetImages;
        // @ts-expect-error target labels do not exist for a method
        void batch.targetLabels_B;
        const { logits_BK } = forward(batch.sourceImages);
        const classification = crossEntropyLoss(logits_BK, batch.sourceLabels_B).mul(weight) as Scalar;
        return { total: classification, terms: { classification } };
      },
    });
    defineMethod({
      ...common,
      sees: ['targetImages'],
      trainable: () => [['*', 1]],
      loss({ forward }, batch) {
        // @ts-expect-error without sourceImages in sees there are none
        void batch.sourceImages;
        return { total: forward(batch.targetImages).logits_BK.mean(), terms: {} };
      },
    });
    defineMethod({
      ...common,
      // @ts-expect-error only defineOracle knows this word
      sees: ['targetImages', 'targetLabels'],
      trainable: () => [['*', 1]],
      loss: ({ forward }, batch) => ({ total: forward(batch.targetImages).logits_BK.mean(), terms: {} }),
    });
    expect(common.name).toBe('example');
  });

  it('want either rules or stages', () => {
    expect(() =>
      defineMethod({ ...common, sees: ['sourceImages'], loss: () => ({ total: undefined as never, terms: {} }) }),
    ).toThrow(/rules or stages/);
  });
});
