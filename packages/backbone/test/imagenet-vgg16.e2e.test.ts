import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine, tf, type Tensor4D } from '@trunkline/engine';
import { hashedPicture, readGolden, relativeError } from '@trunkline-tools/golden';
import {
  createTrunk,
  globalAveragePool,
  loadWeights,
  preprocess,
  pullWeights,
  slopeWarning,
  toVariables,
  type LoadedWeights,
} from '../src/index.ts';

interface Case {
  readonly name: string;
  readonly size: number;
  readonly negativeSlope: number;
  readonly norm: number;
  readonly embedding_D: readonly number[];
}

const golden = readGolden<{ readonly cases: readonly Case[] }>('imagenet-vgg16');
let weights: LoadedWeights;

beforeAll(async () => {
  await startEngine();
  await pullWeights('imagenet-vgg16', { quiet: true });
  weights = await loadWeights('imagenet-vgg16');
});
afterAll(() => tf.disposeVariables());

function embed(size: number, negativeSlope: number): Float32Array {
  const trunk = createTrunk({ name: 'vgg16-gap', negativeSlope });
  const parameters = toVariables(weights.parameters, trunk);
  const embedding = tf.tidy(() => {
    const picture: Tensor4D = tf.tensor4d(hashedPicture(golden.madeBy.seed, size, size), [1, size, size, 3], 'int32');
    const maps_BHWC = trunk.apply(parameters, preprocess(picture, weights.preprocessing));
    return globalAveragePool(maps_BHWC).dataSync() as Float32Array;
  });
  tf.dispose(parameters);
  return embedding;
}

it('the weights are the published ones', () => {
  expect(weights.parameters['backbone/block1_conv1/kernel']?.data[0]).toBe(Math.fround(0.42947057));
  expect(weights.parameters['backbone/block1_conv1/bias']?.data[0]).toBe(Math.fround(0.73429835));
  expect(weights.set?.name).toBe('imagenet-vgg16');
  expect(weights.negativeSlope).toBe(0);
});

it.each(golden.cases)('embeds a picture as PyTorch does with these weights: $name', (one) => {
  const embedding = embed(one.size, one.negativeSlope);
  expect(embedding.every(Number.isFinite)).toBe(true);
  expect(relativeError(embedding, one.embedding_D)).toBeLessThanOrEqual(1e-4);
});

it('another slope blows embeddings up a hundredfold, and that is warned of', () => {
  const norm = (slope: number): number => Math.hypot(...embed(128, slope));
  const growth = norm(0.2) / norm(0);
  expect(growth).toBeGreaterThan(50);
  expect(slopeWarning(weights, { negativeSlope: 0.2 })).toMatch(/hundredfold/);
});
