import { createAugmentation } from '@trunkline/data';
import { startEngine, tf, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import { createRandom, type Random } from '@trunkline/system';
import { beforeAll, describe, expect, it } from 'vitest';
import { robustEntropyLoss } from '../losses/robust-entropy.ts';
import type { View } from '../sight.ts';
import { expectGolden, goldenAdaptation } from '../../test/support/golden-adaptation.ts';
import { trainOnToy, type ToyDomain } from '../testing/toy-domains.ts';
import { fda } from './fda.ts';

beforeAll(async () => {
  await startEngine();
});

const side = 8;

/**
 * Stripes, upright or level by class, in both domains. In the source the ground is dark or light by class; in the target it is
 * light, whatever the class. Values as bytes, divided by 128, minus 1.
 */
function stripes(domain: 'source' | 'target'): ToyDomain {
  const random = createRandom(1).fork(domain);
  const labels_N = Int32Array.from({ length: 64 }, (_one, place) => place % 2);
  const pixels_NHWC = new Float32Array(labels_N.length * side * side * 3);
  pixels_NHWC.forEach((_one, place) => {
    const label = labels_N[Math.floor(place / (side * side * 3))] as number;
    const [x, y] = [Math.floor(place / 3) % side, Math.floor(place / (3 * side)) % side];
    const light = domain === 'source' ? 60 + 120 * label : 180;
    const value = light + ((label === 0 ? x : y) % 2 === 0 ? 25 : -25) + 8 * random.normal();
    pixels_NHWC[place] = Math.round(Math.max(0, Math.min(255, value))) / 128 - 1;
  });
  return { pixels_NHWC, labels_N, side };
}

/** What the training loop does for a view: its augmentations, on bytes. */
function restyled(view: View, rows_BHWC: Tensor4D, partners_BHWC: Tensor4D | undefined, random: Random): Tensor4D {
  const bytes = (one: Tensor4D): Uint8Array =>
    Uint8Array.from(one.dataSync(), (value) => Math.round((value + 1) * 128));
  const shape = { batch: rows_BHWC.shape[0], height: side, width: side };
  const partners = partners_BHWC && bytes(partners_BHWC);
  const changed = view.augment.reduce<Uint8Array>(
    (pixels, one) => createAugmentation(one).apply(pixels, shape, random, partners),
    bytes(rows_BHWC),
  );
  return tf.tensor4d(
    Float32Array.from(changed, (value) => value / 128 - 1),
    rows_BHWC.shape,
  );
}

describe('the robust entropy', () => {
  it('equals PyTorch', () => {
    expectGolden(goldenAdaptation.robustEntropy, (logits) => robustEntropyLoss(logits as Tensor2D, 2));
  });

  it('is 1 for a prediction that knows nothing, nearly 0 for a sure one, whatever the number of classes', () => {
    tf.tidy(() => {
      for (const classes of [2, 7]) {
        expect(robustEntropyLoss(tf.zeros([3, classes]), 2).dataSync()[0]).toBeCloseTo(1, 4);
        const sure = tf.mul(tf.oneHot(tf.tensor1d([0, 1], 'int32'), classes), 60) as Tensor2D;
        expect(robustEntropyLoss(sure, 2).dataSync()[0]).toBeLessThan(1e-10);
      }
    });
  });
});

describe('fda', () => {
  it('learns stripes where light misleads, and does not where nothing is swapped', () => {
    const settings = { sources: [stripes('source')], target: stripes('target'), kernelSize: 3, batchSize: 16 };
    const swapped = trainOnToy(fda, { ...settings, view: restyled });
    expect(swapped.targetAccuracy).toBeGreaterThan(0.9);
    const plain = trainOnToy(fda, { ...settings, view: (_view, rows_BHWC) => rows_BHWC.clone() });
    expect(plain.sourceAccuracy).toBeGreaterThan(0.9);
    expect(plain.targetAccuracy).toBeLessThan(0.7);
  });
});
