import { createTrunk } from '@trunkline/backbone';
import { startEngine, tf, type Scalar, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import type { Context } from '../context.ts';
import { resolveTrainable } from '../trainable-rules.ts';
import { shot } from './shot.ts';

beforeAll(async () => {
  await startEngine();
});

describe('SHOT', () => {
  it('learns the source as the experiment wants labels learnt from, with its own smoothing', () => {
    const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
    const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
    const options = shot.options.parse({ labelSmoothing: 0.2 });
    const [source] = shot.stages(options, describeArchitecture(trunk, head));
    tf.tidy(() => {
      const logits_BK: Tensor2D = tf.zeros([2, 3]);
      const labels_B: Tensor1D = tf.tensor1d([0, 1], 'int32');
      const calls: unknown[][] = [];
      const classificationLoss = (...given: unknown[]): Scalar => {
        calls.push(given);
        return tf.scalar(7);
      };
      const context = { options, forward: () => ({ logits_BK }), classificationLoss } as unknown as Context<unknown>;
      const batch = { sourceImages: tf.zeros([2]), sourceLabels_B: labels_B, views: {} };
      expect(source?.phases[0]?.loss?.(context, batch).total.dataSync()[0]).toBe(7);
      expect(calls).toEqual([[logits_BK, labels_B, { labelSmoothing: 0.2 }]]);
    });
  });

  it('adapts a bottleneck with the trunk and leaves what classifies behind it', () => {
    const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
    const inputWidth = trunk.embeddingWidth;
    const head = createHead({ kind: 'linear', classes: 3, inputWidth, bottleneck: { width: 8, batchNorm: true } });
    const architecture = describeArchitecture(trunk, head);
    const options = shot.options.parse({});
    const [, target] = shot.stages(options, architecture);
    const names = architecture.parameters.map(({ name }) => name);
    const { rates } = resolveTrainable(names, target?.trainable(options, architecture) ?? []);
    const bottleneck = names.filter((name) => name.startsWith('head/bottleneck/'));
    expect(bottleneck.length).toBeGreaterThan(2);
    for (const name of bottleneck) expect(rates.get(name), name).toBe(1);
    expect(rates.get('head/kernel')).toBe('frozen');
  });
});
