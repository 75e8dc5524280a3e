import { startEngine, tf, type Tensor, type Tensor1D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleArchitecture } from '../example-architecture.ts';
import { crossEntropyPerExample } from '../losses/cross-entropy.ts';
import { mixupDg } from './mixup-dg.ts';

beforeAll(async () => {
  await startEngine();
});

const logits = [
  [1, -1],
  [0.5, 2],
  [-1, 0],
  [0, 0.3],
];

/** Pixels and loss where images of the first domain are black and of class 0, those of the second white and of class 1. */
function mixed(alpha: number, seed: number): { readonly pixels: number[]; readonly loss: number } {
  const options = mixupDg.options.parse({ alpha });
  const [stage] = mixupDg.stages(options, exampleArchitecture({ sources: 2 }));
  let pixels: number[] = [];
  const loss = tf.tidy(() => {
    const labels_B = tf.tensor1d([0, 0, 1, 1], 'int32');
    const context = {
      options,
      random: createRandom(seed),
      classificationPerExample: crossEntropyPerExample,
      forward(images: Tensor) {
        pixels = Array.from(images.dataSync());
        return { logits_BK: tf.tensor2d(logits) };
      },
    };
    const batch = {
      sourceImages: tf.reshape(tf.cast(labels_B, 'float32'), [4, 1, 1, 1]),
      sourceLabels_B: labels_B,
      sourceDomains_B: labels_B,
      views: {},
    };
    return stage?.phases[0]?.loss?.(context as never, batch as never).total.dataSync()[0] as number;
  });
  return { pixels, loss };
}

describe('mixup-dg', () => {
  it('blends pictures of two domains, and the losses on both labels by the same shares', () => {
    const { pixels, loss } = mixed(0.5, 1);
    expect(new Set(pixels).size).toBe(4);
    // what is white of a blend is of class 1
    const [black, white] = [0, 1].map((label) =>
      tf.tidy(() => crossEntropyPerExample(tf.tensor2d(logits), tf.fill([4], label, 'int32') as Tensor1D).dataSync()),
    );
    const rows = pixels.map((share, row) => share * (white?.[row] as number) + (1 - share) * (black?.[row] as number));
    expect(loss).toBeCloseTo(rows.reduce((sum, one) => sum + one, 0) / 4, 5);
  });

  it('takes halves for a large alpha, and one of both for a small one', () => {
    expectClose(mixed(1e4, 2).pixels, [0.5, 0.5, 0.5, 0.5], { absolute: 0.03 });
    for (const share of mixed(1e-3, 3).pixels) expect(Math.min(share, 1 - share)).toBeLessThan(1e-3);
  });
});
