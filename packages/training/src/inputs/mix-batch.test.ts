import { startEngine, tf, type Tensor1D, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import type { AnyBatch } from '@trunkline/methods';
import { expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { mixBatch } from './mix-batch.ts';

beforeAll(async () => {
  await startEngine();
});

const size = 8;
/** Two images, all 0 and all 1, of classes 3 and 5. */
const batch = (): AnyBatch => ({
  sourceImages: tf.stack([tf.zeros([size, size, 3]), tf.ones([size, size, 3])]) as Tensor4D,
  sourceLabels_B: tf.tensor1d([3, 5], 'int32'),
  views: {},
});

describe.each(['mixup', 'cutmix'] as const)('%s', (name) => {
  it('blends images by the share that their labels are learnt with', () => {
    tf.tidy(() => {
      for (let seed = 0; seed < 20; seed++) {
        const mixed = mixBatch(batch(), { name, alpha: 1 }, createRandom(seed));
        if (!mixed) throw new Error('There is nothing mixed.');
        const { share, partners_B } = mixed.labels;
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        const means = tf.mean(mixed.images, [1, 2, 3]).dataSync();
        const swapped = partners_B.dataSync()[0] === 5;
        expect(means[0]).toBeCloseTo(swapped ? 1 - share : 0, 5);
        expect(means[1]).toBeCloseTo(swapped ? share : 1, 5);
        if (name === 'cutmix') {
          const values = new Set(mixed.images.dataSync());
          expect([...values].every((value) => value === 0 || value === 1)).toBe(true);
        }
      }
    });
  });

  it('blends the target of an oracle in the same way', () => {
    tf.tidy(() => {
      const { sourceImages, sourceLabels_B } = batch();
      const oracle = { targetImages: sourceImages as Tensor4D, targetLabels_B: sourceLabels_B as Tensor1D, views: {} };
      const [source, target] = [batch(), oracle].map((one) => mixBatch(one, { name, alpha: 1 }, createRandom(1)));
      expect([source?.of, target?.of]).toEqual(['source', 'target']);
      expect(target?.images.dataSync()).toEqual(source?.images.dataSync());
      expect(target?.labels.share).toBe(source?.labels.share);
    });
  });

  it('is the same for the same stream, leaves a batch without labels alone, and leaks nothing', () => {
    const given = batch();
    const values = () => mixBatch(given, { name, alpha: 0.4 }, createRandom(3));
    const [first, second] = [values(), values()];
    expect(first?.labels.share).toBe(second?.labels.share);
    expect(first?.images.dataSync()).toEqual(second?.images.dataSync());
    tf.dispose(
      [first?.images, first?.labels.partners_B, second?.images, second?.labels.partners_B].flatMap((one) => one ?? []),
    );
    const unlabelled = { targetImages: given.sourceImages as Tensor4D, views: {} };
    expect(mixBatch(unlabelled, { name, alpha: 1 }, createRandom(0))).toBeUndefined();
    expectNoLeaks(() => {
      const mixed = values();
      tf.dispose([mixed?.images, mixed?.labels.partners_B].flatMap((one) => one ?? []));
    });
    tf.dispose([given.sourceImages, given.sourceLabels_B].flatMap((one) => one ?? []));
  });
});
