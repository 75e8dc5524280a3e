import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  countTensors,
  startEngine,
  tf,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type Variable,
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
  readonly size: number;
  /** Seed of the images. */
  readonly images: string;
  readonly negativeSlope: number;
  readonly batch: number;
  readonly width: number;
  readonly batchNorm: boolean;
  readonly training: boolean;
  readonly loss: number;
  readonly logits_BK: Whole;
  readonly embedding_BD: Summary;
  readonly maps_BHWC: Summary;
  readonly gradients: Readonly<Record<string, Summary>>;
  readonly running?: Readonly<Record<string, Whole>>;
}

const golden = readGolden<{ readonly cases: readonly Case[] }>('vgg16-gap');
const tolerance = 1e-4;
const classes = 10;

/** A linear head behind global average pooling. */
function logitsOf(parameters: Readonly<Record<string, Tensor>>, embedding_BD: Tensor2D): Tensor2D {
  const product = tf.matMul(embedding_BD, parameters['head/kernel'] as Tensor2D);
  return product.add(parameters['head/bias'] as Tensor);
}

function hashedParameters(trunk: Trunk): Record<string, Variable> {
  const gain = 2 / (1 + trunk.negativeSlope ** 2);
  const made = (name: string, shape: readonly number[]): Variable => {
    const count = shape.reduce((product, side) => product * side, 1);
    const key = `${golden.madeBy.seed}/${name}`;
    let values = hashedValues(key, count, 0.1);
    if (name === 'head/kernel') values = hashedValues(key, count, Math.sqrt(3 / (shape[0] as number)));
    else if (name.endsWith('/kernel')) {
      values = hashedValues(key, count, Math.sqrt(3) * Math.sqrt(gain / (9 * (shape[2] as number))));
    } else if (name.endsWith('/scale') || name.endsWith('/variance')) values = hashedValues(key, count, 0.5, 1);
    return tf.tidy(() => tf.variable(tf.tensor(values, [...shape])));
  };
  return Object.fromEntries([
    ...trunk.parameters().map(({ name, shape }) => [name, made(name, shape)]),
    ['head/kernel', made('head/kernel', [trunk.embeddingWidth, classes])],
    ['head/bias', made('head/bias', [classes])],
  ]) as Record<string, Variable>;
}

beforeAll(async () => void (await startEngine()));
afterAll(() => tf.disposeVariables());

it.each(golden.cases)('agrees with PyTorch at $name', (one) => {
  const trunk = createTrunk({
    name: 'vgg16-gap',
    negativeSlope: one.negativeSlope,
    width: one.width,
    batchNorm: one.batchNorm,
  });
  const before = countTensors();
  const parameters = hashedParameters(trunk);
  const held = countTensors();
  const shape: [number, number, number, number] = [one.batch, one.size, one.size, 3];
  const pixels = hashedValues(one.images, one.batch * one.size ** 2 * 3, Math.sqrt(3));
  const errors: Record<string, number> = {};
  tf.tidy(() => {
    const images: Tensor4D = tf.tensor4d(pixels, shape);
    const names = Object.keys(one.gradients);
    const kept: Tensor[] = [];
    const loss = (...values: Tensor[]): Tensor => {
      const given = Object.fromEntries(names.map((name, index) => [name, values[index] as Tensor]));
      const images_BHWC = (given['input'] ?? images) as Tensor4D;
      const all = { ...parameters, ...given };
      const maps_BHWC = trunk.apply(
        all,
        images_BHWC,
        {},
        {
          training: one.training,
          trainable: (name) => one.training || name in given,
          differentiateInput: 'input' in given,
        },
      );
      const embedding_BD = globalAveragePool(maps_BHWC);
      const logits_BK = logitsOf(all, embedding_BD);
      kept.push(...[logits_BK, embedding_BD, maps_BHWC].map((value) => tf.keep(value.clone())));
      const labels = tf.oneHot(tf.range(0, one.batch, 1, 'int32'), classes);
      return tf.losses.softmaxCrossEntropy(labels, logits_BK);
    };
    const inputs = names.map((name) => (name === 'input' ? images : (parameters[name] as Tensor)));
    const { value, grads } = tf.valueAndGrads(loss as (...inputs: Tensor[]) => Scalar)(inputs);
    errors['loss'] = Math.abs((value.dataSync()[0] as number) - one.loss) / one.loss;
    const [logits, embedding, maps] = kept as [Tensor, Tensor, Tensor];
    errors['logits_BK'] = relativeError(logits.dataSync(), one.logits_BK.values);
    errors['embedding_BD'] = summaryError(embedding.dataSync(), embedding.shape, one.embedding_BD);
    errors['maps_BHWC'] = summaryError(maps.dataSync(), maps.shape, one.maps_BHWC);
    names.forEach((name, index) => {
      const gradient = grads[index] as Tensor;
      const expected = one.gradients[name] as Summary;
      errors[`gradient of ${name}`] = summaryError(gradient.dataSync(), gradient.shape, expected);
    });
    for (const [name, { values }] of Object.entries(one.running ?? {})) {
      errors[`running ${name}`] = relativeError((parameters[name] as Variable).dataSync(), values);
    }
    tf.dispose(kept);
  });
  expect(countTensors()).toBe(held);
  const wrong = Object.entries(errors).filter(([, error]) => !(error <= tolerance));
  expect(wrong, JSON.stringify(errors, null, 1)).toEqual([]);
  tf.dispose(parameters);
  expect(countTensors()).toBe(before);
});
