import type { Scalar } from '@trunkline/engine';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineMethod, defineStagedMethod } from './define-method.ts';
import type { TrainableRule } from './trainable-rules.ts';
import { crossEntropyLoss } from './losses/cross-entropy.ts';

const common = {
  name: 'example',
  family: 'baseline',
  paper: 'none',
  description: 'for the types',
  helps: 'nobody',
  options: z.strictObject({ weight: z.number().default(1) }),
} as const;

describe('a method’s types', () => {
  it('give it what it declares to see, and nothing else', () => {
    defineMethod({
      ...common,
      sees: ['sourceImages', 'sourceLabels_B'],
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
    expect(() =>
      defineMethod({
        ...common,
        // @ts-expect-error only defineOracle knows this word
        sees: ['targetImages', 'targetLabels_B'],
        trainable: () => [['*', 1]],
        loss: ({ forward }, batch) => ({ total: forward(batch.targetImages).logits_BK.mean(), terms: {} }),
      }),
    ).toThrow(/sees targetLabels_B, expected some of sourceImages/);
  });

  it('give a phase the batch of its stage, and a stage nothing of another', () => {
    const method = defineStagedMethod({
      ...common,
      stages: (stage) => [
        stage({
          name: 'source',
          sees: ['sourceImages', 'sourceLabels_B'],
          trainable: () => [['*', 1]],
          loss({ forward }, batch) {
            // @ts-expect-error this stage sees no target
            void batch.targetImages;
            return { total: forward(batch.sourceImages).logits_BK.mean(), terms: {} };
          },
        }),
        stage({
          name: 'target',
          sees: ['targetImages', 'targetIndices_B'],
          views: () => ({ strong: { of: 'target', augment: ['horizontal-flip'] } }),
          trainable: () => [['*', 1]],
          loss({ forward }, batch) {
            // @ts-expect-error source-free: this stage has no source
            void batch.sourceImages;
            // @ts-expect-error there is no such view
            void batch.views.weak;
            return { total: forward(batch.views.strong).logits_BK.mean(), terms: {} };
          },
        }),
      ],
    });
    const [source, target] = method.stages({ weight: 1 }, undefined as never);
    expect(source?.entersImages({})).toBe(false);
    expect(target?.entersImages({})).toBe(true);
    expect(target?.steps({}, 7)).toBe(7);
  });

  it('want one loss or phases, and in a phase a loss or gradients', () => {
    const rest = { ...common, sees: ['sourceImages'], trainable: (): TrainableRule[] => [['*', 1]] } as const;
    expect(() => defineMethod({ ...rest })).toThrow(/either a loss or phases/);
    expect(() => defineMethod({ ...rest, phases: [] })).toThrow(/no phases/);
    expect(() => defineMethod({ ...rest, phases: [{ name: 'one' }] })).toThrow(
      /'one' that needs either a loss or gradients/,
    );
  });

  it('refresh from training images alone', () => {
    const rest = { ...common, sees: ['sourceImages'], trainable: (): TrainableRule[] => [['*', 1]] } as const;
    const refresh = { every: () => 1, reads: ['heldOutLogits'] as const, compute: () => ({}) };
    const loss = (): never => undefined as never;
    expect(() => defineMethod({ ...rest, loss, refresh })).toThrow(
      /refresh that reads heldOutLogits, expected names of/,
    );
  });
});
