import { isTrunklineError } from '@trunkline/system';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  reverseGradient,
  startEngine,
  stopGradient,
  tf,
  valueAndGradients,
  type Parameters,
  type Scalar,
  type Tensor,
} from '../index.ts';
import { checkGradient, expectClose, expectNoLeaks } from '../testing/index.ts';
import { explainEngineError } from './explain-engine-error.ts';

beforeAll(async () => {
  await startEngine();
});

const variables = (): Parameters => ({ a: tf.variable(tf.tensor1d([1, 2])), b: tf.variable(tf.tensor1d([3, 4])) });
const values = (tensor: Tensor | undefined) => [...(tensor as Tensor).dataSync()];

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isTrunklineError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

describe('valueAndGradients', () => {
  it('gives the loss, its gradients, and what the loss gives out', () => {
    const own = variables();
    const { value, aux, gradients } = valueAndGradients(() => {
      const products = tf.mul(own['a'] as Tensor, own['b'] as Tensor);
      return { total: tf.sum(products), aux: { products } };
    }, own);
    expect(value).toBe(11);
    expect(values(aux['products'])).toEqual([3, 8]);
    expect(values(gradients['a'])).toEqual([3, 4]);
    expect(values(gradients['b'])).toEqual([1, 2]);
  });

  it('has gradients of the variables given only, and of those that the loss depends on', () => {
    const own = variables();
    const loss = () => tf.sum(tf.mul(own['a'] as Tensor, own['b'] as Tensor)) as Scalar;
    expect(Object.keys(valueAndGradients(loss, { b: own['b'] as Parameters[string] }).gradients)).toEqual(['b']);
    const half = () => tf.sum(tf.square(own['a'] as Tensor)) as Scalar;
    expect(Object.keys(valueAndGradients(half, own).gradients)).toEqual(['a']);
    expect(codeOf(() => valueAndGradients(() => tf.scalar(1), own))).toBe('TL_LOSS_DISCONNECTED');
    expect(codeOf(() => valueAndGradients(half, {}))).toBe('TL_LOSS_DISCONNECTED');
  });

  it('frees everything but its answer, whatever happens', () => {
    const own = variables();
    expectNoLeaks(() => {
      const { aux, gradients } = valueAndGradients(() => {
        const products = tf.mul(own['a'] as Tensor, own['b'] as Tensor);
        return { total: tf.sum(tf.square(products)), aux: { products } };
      }, own);
      return [...Object.values(aux), ...Object.values(gradients)];
    });
    const failing = () => {
      try {
        valueAndGradients(() => {
          const products = tf.mul(own['a'] as Tensor, own['b'] as Tensor);
          return { total: tf.sum(tf.mul(products, Number.NaN)), aux: { products } };
        }, own);
      } catch {
        return;
      }
    };
    expectNoLeaks(failing);
  });

  it('says that the loss is not finite before anything is updated', () => {
    const own = variables();
    expect(codeOf(() => valueAndGradients(() => tf.sum(tf.log(tf.sub(own['a'] as Tensor, 5))), own))).toBe(
      'TL_LOSS_NOT_FINITE',
    );
    expect(codeOf(() => valueAndGradients(() => tf.sum(tf.div(own['a'] as Tensor, 0)), own))).toBe(
      'TL_LOSS_NOT_FINITE',
    );
  });
});

describe('explainEngineError', () => {
  const codeFor = (error: unknown) => {
    const explained = explainEngineError(error);
    return isTrunklineError(explained) ? explained.code : 'unknown';
  };

  it('knows a lost engine and a full memory by their messages', () => {
    expect(codeFor(new Error('CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access'))).toBe('TL_ENGINE_LOST');
    expect(codeFor(new Error('memory access out of bounds'))).toBe('TL_ENGINE_LOST');
    expect(codeFor(new Error('OOM when allocating tensor with shape[1,2] and type float'))).toBe('TL_OUT_OF_MEMORY');
    expect(codeFor(new RangeError('Array buffer allocation failed'))).toBe('TL_OUT_OF_MEMORY');
    expect(codeFor(new Error('Incompatible shapes'))).toBe('unknown');
    expect(codeFor('text')).toBe('unknown');
  });
});

describe('reverseGradient', () => {
  it('passes values on and turns gradients round, weighted', () => {
    const x = tf.tensor1d([1, -2, 3]);
    expect(values(reverseGradient(x, 0.5))).toEqual([1, -2, 3]);
    const gradient = tf.grad((input) => tf.sum(tf.square(reverseGradient(input, 0.5))))(x);
    expectClose(gradient.dataSync(), [-1, 2, -3]);
    expectNoLeaks(() => tf.grad((input) => tf.sum(reverseGradient(input, 2)))(x));
  });

  it('trains what is above downhill and what is below uphill', () => {
    const own = variables();
    const loss = () => tf.sum(tf.mul(reverseGradient(own['a'] as Tensor, 1), own['b'] as Tensor)) as Scalar;
    const { gradients } = valueAndGradients(loss, own);
    expect(values(gradients['a'])).toEqual([-3, -4]);
    expect(values(gradients['b'])).toEqual([1, 2]);
  });
});

describe('stopGradient', () => {
  it('keeps the values and lets no gradient through', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const gradient = tf.grad((input) => tf.sum(tf.mul(stopGradient(tf.square(input)), input)))(x);
    expectClose(gradient.dataSync(), [1, 4, 9]);
    expectNoLeaks(() => stopGradient(x));
    const copy = stopGradient(x);
    copy.dispose();
    expect(values(x)).toEqual([1, 2, 3]);
  });

  it('is what a function looks like whose factor is a constant', () => {
    const x = tf.tensor1d([0.3, -0.4]);
    const constant = tf.square(x);
    checkGradient((input) => tf.sum(tf.mul(constant, tf.sin(input))) as Scalar, [x]);
  });
});
