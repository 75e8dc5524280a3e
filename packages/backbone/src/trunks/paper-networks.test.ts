import { expect, it } from 'vitest';
import { costOf } from '../cost.ts';
import { createTrunk } from '../trunk.ts';

const totals = (options: Parameters<typeof createTrunk>[0], size: number) =>
  costOf(createTrunk(options), { height: size, width: size }).totals;

it('have the widths of features and the numbers of parameters that are published', () => {
  const padded = createTrunk({ name: 'digits-cnn' });
  expect(padded.embeddingWidth).toBe(7 * 7 * 48);
  const unpadded = createTrunk({ name: 'digits-cnn', imageSize: 32, padding: 'valid' });
  expect(unpadded.embeddingWidth).toBe(1200);
  expect(totals({ name: 'digits-cnn' }, 28).parameters).toBe(5 * 5 * 3 * 32 + 32 + (5 * 5 * 32 * 48 + 48));
  expect(totals({ name: 'lenet' }, 28).parameters).toBe(
    5 * 5 * 3 * 20 + 20 + (5 * 5 * 20 * 50 + 50) + (800 * 500 + 500),
  );
  expect(totals({ name: 'small-cnn' }, 28).parameters).toBe(
    3 * 3 * 3 * 32 + 32 + (9 * 32 * 64 + 64) + (9216 * 128 + 128),
  );
  const norms = 4 * (64 + 128 + 256 + 512);
  const kernels = 25 * (3 * 64 + 64 * 128 + 128 * 256) + 16 * 256 * 512;
  expect(totals({ name: 'dtn' }, 32).parameters).toBe(kernels + (64 + 128 + 256 + 512) + norms);
});

it('digits-cnn has statistics with batch norm only', () => {
  expect(createTrunk({ name: 'digits-cnn' }).batchNorm).toBe(false);
  expect(createTrunk({ name: 'digits-cnn', batchNorm: true }).batchNorm).toBe(true);
});
