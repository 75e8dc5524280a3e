import { readFileSync } from 'node:fs';
import {
  randomNormal,
  reverseGradient,
  startEngine,
  tf,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { coralLoss, covariance } from './coral.ts';
import { crossEntropyLoss, crossEntropyPerExample } from './cross-entropy.ts';
import { domainAccuracy, domainAdversarialLoss } from './domain-adversarial.ts';

interface Case {
  readonly value: number;
  readonly inputs: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
  readonly gradients: Readonly<Record<string, number[]>>;
}
interface Golden {
  readonly crossEntropy: Case & { readonly labels: number[] };
  readonly coral: Case;
  readonly domainAdversarial: Case;
  readonly reversedGradient: Case;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../fixtures/golden/losses.json', import.meta.url), 'utf8'),
) as Golden;

beforeAll(async () => {
  await startEngine();
});

function checkCase(one: Case, loss: (...inputs: Tensor[]) => Tensor): void {
  const names = Object.keys(one.inputs);
  const inputs = names.map((name) => {
    const { shape, values } = one.inputs[name] as Case['inputs'][string];
    return tf.tensor(values, shape);
  });
  expectClose(loss(...inputs).dataSync(), [one.value], { relative: 1e-5 });
  const gradients = tf.grads(loss)(inputs);
  for (const [index, name] of names.entries()) {
    expectClose((gradients[index] as Tensor).dataSync(), one.gradients[name] as number[], { relative: 1e-4 });
  }
}

const matrix = (rows: number, columns: number, seed: number, scale = 1): Tensor2D =>
  randomNormal(createRandom(seed), [rows, columns], scale) as Tensor2D;

describe('cross-entropy', () => {
  it('equals PyTorch in value and gradient', () => {
    const labels = tf.tensor1d(golden.crossEntropy.labels, 'int32');
    checkCase(golden.crossEntropy, (logits) => crossEntropyLoss(logits as Tensor2D, labels));
  });

  it('equals the definition, one example at a time', () => {
    const logits = matrix(5, 4, 1, 2);
    const labels = [3, 0, 1, 1, 2];
    const slow = (logits.arraySync() as number[][]).map((row, index) => {
      const sum = row.reduce((total, value) => total + Math.exp(value), 0);
      return -Math.log(Math.exp(row[labels[index] as number] as number) / sum);
    });
    expectClose(crossEntropyPerExample(logits, tf.tensor1d(labels, 'int32')).dataSync(), slow, { relative: 1e-5 });
  });

  it('stays finite at logits of a thousand', () => {
    const logits = tf.tensor2d([[1000, -1000]]);
    expect(crossEntropyLoss(logits, tf.tensor1d([1], 'int32')).dataSync()[0]).toBeCloseTo(2000, 2);
  });

  it('has the gradient of finite differences and leaks nothing', () => {
    const labels = tf.tensor1d([0, 2, 1], 'int32') as Tensor1D;
    checkGradient((logits) => crossEntropyLoss(logits as Tensor2D, labels), [matrix(3, 3, 2)]);
    expectNoLeaks(() => tf.tidy(() => crossEntropyLoss(matrix(3, 3, 2), labels)));
  });
});

describe('CORAL', () => {
  it('equals PyTorch in value and gradient', () => {
    checkCase(golden.coral, (source, target) => coralLoss(source as Tensor2D, target as Tensor2D));
  });

  it('has covariances by definition, with n − 1', () => {
    const x = matrix(7, 3, 3, 2);
    const rows = x.arraySync() as number[][];
    const mean = [0, 1, 2].map((column) => rows.reduce((sum, row) => sum + (row[column] as number), 0) / rows.length);
    const slow = [0, 1, 2].flatMap((first) =>
      [0, 1, 2].map(
        (second) =>
          rows.reduce((sum, row) => {
            const one = (row[first] as number) - (mean[first] as number);
            return sum + one * ((row[second] as number) - (mean[second] as number));
          }, 0) /
          (rows.length - 1),
      ),
    );
    expectClose(covariance(x).dataSync(), slow, { relative: 1e-4 });
  });

  it('is zero on identical batches, symmetric, blind to a shift, and grows with the fourth power of the scale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 2, max: 9 }), (seed, count) => {
        tf.tidy(() => {
          const source = matrix(count, 3, seed);
          const target = matrix(count + 1, 3, seed + 5000, 2);
          const value = (one: Tensor2D, other: Tensor2D): number => coralLoss(one, other).dataSync()[0] as number;
          expect(value(source, source)).toBe(0);
          expect(value(source, target)).toBeCloseTo(value(target, source), 5);
          const plain = value(source, target);
          expect(Math.abs(value(source.add(10), target.sub(3)) - plain)).toBeLessThan(1e-3 * (1 + plain));
          expect(value(source.mul(2), target.mul(2)) / plain).toBeCloseTo(16, 2);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('refuses a batch of one', () => {
    expect(() => coralLoss(matrix(1, 3, 1), matrix(4, 3, 2))).toThrow(/at least 2 examples/);
  });

  it('has the gradient of finite differences', () => {
    checkGradient((s, t) => coralLoss(s as Tensor2D, t as Tensor2D), [matrix(5, 3, 6, 2), matrix(4, 3, 7)]);
  });
});

describe('domain-adversarial loss', () => {
  it('equals PyTorch in value and gradient', () => {
    checkCase(golden.domainAdversarial, (s, t) => domainAdversarialLoss(s as Tensor2D, t as Tensor2D));
  });

  it('sends the discriminator’s gradient on, and the embedding the reversed one, as PyTorch does', () => {
    checkCase(golden.reversedGradient, (embedding, kernel) => {
      const logits = tf.matMul(reverseGradient(embedding as Tensor2D, 0.3), kernel as Tensor2D);
      return domainAdversarialLoss(logits.slice([0, 0], [3, 1]) as Tensor2D, logits.slice([3, 0], [3, 1]) as Tensor2D);
    });
  });

  it('is log 2 at chance, whatever the sizes of the batches', () => {
    const loss = domainAdversarialLoss(tf.zeros([3, 1]), tf.zeros([11, 1]));
    expect(loss.dataSync()[0]).toBeCloseTo(Math.LN2, 6);
  });

  it('counts balanced accuracy', () => {
    const accuracy = domainAccuracy(tf.tensor2d([[1], [1], [1], [-1]]), tf.tensor2d([[-2], [3]]));
    expect(accuracy.dataSync()[0]).toBeCloseTo((0.75 + 0.5) / 2, 6);
  });

  it('has the gradient of finite differences', () => {
    checkGradient((s, t) => domainAdversarialLoss(s as Tensor2D, t as Tensor2D), [matrix(4, 1, 8), matrix(6, 1, 9)]);
  });
});
