import { randomNormal, startEngine, tf, type Scalar, type Tensor } from '@trunkline/engine';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, unpackZip } from '@trunkline/system';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkGradient,
  colouredShapes,
  compareClose,
  expectClose,
  expectNoLeaks,
  expectNoLeaksAsync,
  matchers,
  zipArchive,
} from './index.ts';

beforeAll(async () => {
  await startEngine();
});

describe('checkGradient', () => {
  it('accepts a right gradient and names the element of a wrong one', () => {
    const x = randomNormal(createRandom(0), [2, 3]);
    const compared = checkGradient((input) => tf.sum(tf.sin(input)) as Scalar, [x]);
    expect(compared).toHaveLength(6);
    const wrong = tf.customGrad((input) => ({
      value: tf.sum(tf.square(input as Tensor)),
      gradFunc: (gradient: Tensor) => tf.mul(gradient, input as Tensor),
    }));
    expect(() => checkGradient((input) => wrong(input) as Scalar, [x])).toThrow(/gradient of input 0 at element \d/);
  });
});

describe('expectNoLeaks', () => {
  it('counts what is returned as disposed, and tells how many stay', async () => {
    expectNoLeaks(() => [tf.scalar(1), tf.scalar(2)]);
    expect(() => expectNoLeaks(() => void tf.scalar(1))).toThrow(/leak: 1 tensors/);
    await expect(expectNoLeaksAsync(async () => void tf.keep(tf.scalar(await Promise.resolve(1))))).rejects.toThrow(
      /leak/,
    );
  });
});

describe('compareClose', () => {
  it('compares to the largest expected number, and refuses NaN and other lengths', () => {
    expectClose([1, 1000.001], [1.005, 1000]);
    expect(compareClose([1, Number.NaN], [1, 2]).pass).toBe(false);
    expect(compareClose([1], [1, 2]).message()).toMatch(/1 numbers, expected 2/);
    expect(() => expectClose([1, 2], [1, 3])).toThrow(/element 1 is 2, expected 3/);
    expect(matchers.toBeNear([1], [1]).pass).toBe(true);
  });
});

describe('colouredShapes', () => {
  it('draws the same for a seed, balanced, and another domain when asked', () => {
    const one = colouredShapes({ count: 9, classes: 3, size: 16, seed: 1 });
    const two = colouredShapes({ count: 9, classes: 3, size: 16, seed: 1 });
    const shifted = colouredShapes({ count: 9, classes: 3, size: 16, seed: 1, shifted: true });
    expect(two).toEqual(one);
    expect(shifted.pixels_NHWC).not.toEqual(one.pixels_NHWC);
    expect([...one.labels_N]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(one.pixels_NHWC).toHaveLength(9 * 16 * 16 * 3);
    expect(one.classNames).toHaveLength(3);
    expect(() => colouredShapes({ count: 1, classes: 9, seed: 0 })).toThrow(/classes is 9/);
  });

  it('is learnt in a few steps', () => {
    const { pixels_NHWC, labels_N, count } = colouredShapes({ count: 48, classes: 3, size: 16, seed: 2 });
    const images = tf.div(tf.tensor4d(Float32Array.from(pixels_NHWC), [count, 16, 16, 3]), 255);
    const features = tf.mean(images, [1, 2]) as Tensor;
    const labels = tf.oneHot(tf.tensor1d(labels_N, 'int32'), 3);
    const weight = tf.variable(tf.zeros([3, 3]));
    const optimiser = tf.train.adam(0.5);
    const logits = () => tf.matMul(tf.sub(features, tf.mean(features, 0)) as never, weight as never);
    for (let step = 0; step < 60; step += 1) {
      optimiser.minimize(() => tf.losses.softmaxCrossEntropy(labels, logits()));
    }
    const predicted = tf.argMax(logits(), 1).dataSync();
    const right = predicted.filter((label, index) => label === labels_N[index]).length;
    expect(right / count).toBeGreaterThan(0.9);
  });
});

it('makes zip archives that unpack to what was put in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-testkit-'));
  try {
    const contents = {
      'a.txt': Buffer.from('one'),
      'b/c.bin': Uint8Array.from({ length: 300 }, (_, at) => at),
      'é.txt': Buffer.alloc(0),
    };
    await writeFile(join(folder, 'x.zip'), zipArchive(contents));
    const written = await unpackZip(join(folder, 'x.zip'), join(folder, 'out'), (name) => name);
    const names = Object.keys(contents);
    expect(written).toEqual(names.map((name) => join(folder, 'out', name)));
    for (const [at, path] of written.entries())
      expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(Object.values(contents)[at] as Uint8Array));
  } finally {
    await rm(folder, { recursive: true });
  }
});
