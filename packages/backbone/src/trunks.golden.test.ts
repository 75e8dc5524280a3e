import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startEngine,
  tf,
  valueAndGradients,
  type Parameters,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@trunkline/engine';
import {
  hashedValues,
  readGolden,
  relativeError,
  summaryError,
  type Summary,
  type Whole,
} from '@trunkline-tools/golden';
import { createTrunk, globalAveragePool, type Trunk } from './trunk.ts';

interface Case {
  readonly name: string;
  readonly trunk: string;
  readonly size: number;
  readonly width: number;
  readonly batch: number;
  readonly training: boolean;
  /** Seed of the images. */
  readonly images: string;
  readonly loss: number;
  readonly maps_BHWC: Summary;
  readonly embedding_BD: Whole;
  readonly gradients: Readonly<Record<string, Summary>>;
  readonly running: Readonly<Record<string, Whole>>;
}

const golden = readGolden<{ readonly cases: readonly Case[] }>('trunks');
const { seed } = golden.madeBy;
const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

function hashedParameters(trunk: Trunk): Parameters {
  return Object.fromEntries(
    trunk.parameters().map(({ name, shape, learnable }) => {
      const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
      const fanIn = height * width * (outputs === 1 ? 1 : inputs);
      const values = name.endsWith('/kernel')
        ? hashedValues(`${seed}/${name}`, sizeOf(shape), Math.sqrt(3) * Math.sqrt(2 / fanIn))
        : /\/(?:scale|variance)$/.test(name)
          ? hashedValues(`${seed}/${name}`, sizeOf(shape), 0.5, 1)
          : hashedValues(`${seed}/${name}`, sizeOf(shape), 0.1);
      return [name, tf.tidy(() => tf.variable(tf.tensor(values, [...shape]), learnable))];
    }),
  );
}

beforeAll(async () => void (await startEngine()));
afterAll(() => tf.disposeVariables());

it.each(golden.cases)('agrees with PyTorch: $name', (one) => {
  const trunk = createTrunk({ name: one.trunk, width: one.width });
  const parameters = hashedParameters(trunk);
  const shape: [number, number, number, number] = [one.batch, one.size, one.size, 3];
  const pixels = tf.tensor4d(hashedValues(one.images, sizeOf(shape), Math.sqrt(3)), shape);
  const input = tf.variable(pixels);
  const learnable = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value.trainable));
  const { value, gradients, aux } = valueAndGradients(
    () => {
      const maps_BHWC = trunk.apply(
        parameters,
        input as unknown as Tensor4D,
        {},
        {
          differentiateInput: true,
          training: one.training,
        },
      );
      const embedding_BD: Tensor2D = globalAveragePool(maps_BHWC);
      const weights = tf.tensor(hashedValues(`${seed}/loss`, embedding_BD.size), embedding_BD.shape);
      return { total: tf.sum(tf.mul(embedding_BD, weights)) as Scalar, aux: { maps_BHWC, embedding_BD } };
    },
    { input, ...learnable },
  );
  // batch norm by the batch divides by small variances and multiplies roundings
  const tolerance = one.training ? 2e-3 : 2e-4;
  const { maps_BHWC, embedding_BD } = aux as { maps_BHWC: Tensor; embedding_BD: Tensor };
  expect(Math.abs(value - one.loss)).toBeLessThan(tolerance * Math.max(1, Math.abs(one.loss)));
  expect(relativeError(embedding_BD.dataSync(), one.embedding_BD.values)).toBeLessThan(tolerance);
  expect(summaryError(maps_BHWC.dataSync(), maps_BHWC.shape, one.maps_BHWC)).toBeLessThan(tolerance);
  expect(Object.keys(gradients).sort()).toEqual(Object.keys(one.gradients).sort());
  for (const [name, expected] of Object.entries(one.gradients)) {
    const gradient = gradients[name] as Tensor;
    // a channel that ReLU6 closes has no gradient: then the samples are zeros, and nothing is relative to them
    const isClosed = expected.samples.every((value) => value === 0);
    const error = isClosed
      ? Math.abs((tf.norm(gradient).dataSync()[0] ?? NaN) - expected.norm) / Math.max(expected.norm, 1e-6)
      : summaryError(gradient.dataSync(), gradient.shape, expected);
    expect(error, name).toBeLessThan(tolerance);
  }
  for (const [name, expected] of Object.entries(one.running)) {
    expect(relativeError((parameters[name] as Tensor).dataSync(), expected.values), name).toBeLessThan(tolerance);
  }
});
