import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { certaintyWeights, multilinearMap, randomisedMultilinearMap } from './multilinear.ts';

beforeAll(async () => {
  await startEngine();
});

const matrix = (rows: number, columns: number, seed: number, scale = 1): Tensor2D =>
  randomNormal(createRandom(seed), [rows, columns], scale) as Tensor2D;

/** ⟨f, f'⟩ · ⟨g, g'⟩ of each pair of rows. */
const kernelOf = (features: number[][], probabilities: number[][]): number[] => {
  const dot = (a: number[], b: number[]): number => a.reduce((sum, one, place) => sum + one * (b[place] as number), 0);
  return features.flatMap((f, i) =>
    features.map((other, j) => dot(f, other) * dot(probabilities[i] as number[], probabilities[j] as number[])),
  );
};

describe('the multilinear map', () => {
  it('holds each product of a feature and a probability', () => {
    tf.tidy(() => {
      const [f, g] = [matrix(3, 4, 1), tf.softmax(matrix(3, 2, 2)) as Tensor2D];
      const [features, probabilities] = [f.arraySync() as number[][], g.arraySync() as number[][]];
      const expected = features.flatMap((row, i) =>
        (probabilities[i] as number[]).flatMap((p) => row.map((one) => one * p)),
      );
      expect(multilinearMap(f, g).shape).toEqual([3, 8]);
      expectClose(multilinearMap(f, g).dataSync(), expected, { relative: 1e-6 });
    });
  });

  it('has the products of both inner products, and so has the random one in the mean', () => {
    tf.tidy(() => {
      const [f, g] = [matrix(3, 4, 1), tf.softmax(matrix(3, 2, 2)) as Tensor2D];
      const expected = kernelOf(f.arraySync() as number[][], g.arraySync() as number[][]);
      const gram = (map_BE: Tensor2D): ArrayLike<number> => tf.matMul(map_BE, map_BE, false, true).dataSync();
      expectClose(gram(multilinearMap(f, g)), expected, { relative: 1e-5 });
      const width = 40_000;
      const random = gram(randomisedMultilinearMap(f, g, matrix(4, width, 3), matrix(2, width, 4)));
      expected.forEach((one, place) => expect(Math.abs((random[place] as number) - one)).toBeLessThan(0.15));
    });
  });

  it('has the gradients of finite differences, and leaks nothing', () => {
    checkGradient(
      (f, g) => tf.sum(tf.square(multilinearMap(f as Tensor2D, g as Tensor2D))),
      [matrix(2, 3, 1), matrix(2, 2, 2)],
    );
    const [features, probabilities] = [matrix(3, 5, 3), matrix(2, 5, 4)];
    checkGradient(
      (f, g) => tf.sum(tf.square(randomisedMultilinearMap(f as Tensor2D, g as Tensor2D, features, probabilities))),
      [matrix(2, 3, 1), matrix(2, 2, 2)],
    );
    expectNoLeaks(() => tf.tidy(() => multilinearMap(matrix(2, 3, 1), matrix(2, 2, 2))));
  });
});

describe('the weights of CDAN+E', () => {
  it('are 1 + e^(−H), that is 1 + Π p^p, scaled to a mean of 1', () => {
    tf.tidy(() => {
      const logits = matrix(5, 3, 6, 3);
      const raw = (tf.softmax(logits).arraySync() as number[][]).map(
        (row) => 1 + row.reduce((product, p) => product * p ** p, 1),
      );
      const mean = raw.reduce((sum, one) => sum + one, 0) / raw.length;
      expectClose(
        certaintyWeights(logits).dataSync(),
        raw.map((one) => one / mean),
        { relative: 1e-5 },
      );
    });
  });

  it('are twice as large for a certain row as for one of very many classes alike, and let no gradient through', () => {
    tf.tidy(() => {
      const certain = Array.from({ length: 1000 }, (_, place) => (place === 0 ? 500 : 0));
      const weights = certaintyWeights(tf.tensor2d([certain, certain.map(() => 0)])).dataSync();
      expect((weights[0] as number) / (weights[1] as number)).toBeCloseTo(2 / 1.001, 4);
      const gradient = tf.grad((z) => tf.sum(tf.mul(tf.sum(z, 1), certaintyWeights(z as Tensor2D))))(matrix(3, 4, 1));
      const weightsAlone = tf.tile(tf.expandDims(certaintyWeights(matrix(3, 4, 1)), 1), [1, 4]);
      expectClose(gradient.dataSync(), weightsAlone.dataSync(), { relative: 1e-6 });
    });
  });
});
