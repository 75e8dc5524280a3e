import { startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { checkGradient, expectClose, expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropyLoss } from './cross-entropy.ts';
import { distillationLoss } from './distillation.ts';

beforeAll(async () => {
  await startEngine();
});

const student = [
  [1, -2, 0.5],
  [0.2, 0.1, 3],
];
const teacher = [
  [2, 0, -1],
  [-1, 1.5, 0.3],
];

const softened = (row: readonly number[], temperature: number): number[] => {
  const grown = row.map((value) => Math.exp(value / temperature));
  const sum = grown.reduce((total, one) => total + one, 0);
  return grown.map((one) => one / sum);
};

describe('the distillation loss', () => {
  it.each([1, 2, 20])('is the cross-entropy of softened answers, at T = %d', (temperature) => {
    const rows = student.map((row, place) => {
      const soft = softened(teacher[place] as number[], temperature);
      return softened(row, temperature).reduce((sum, one, k) => sum - (soft[k] as number) * Math.log(one), 0);
    });
    const expected = rows.reduce((sum, one) => sum + one, 0) / rows.length;
    tf.tidy(() => {
      const loss = distillationLoss(tf.tensor2d(student), tf.tensor2d(teacher), temperature);
      expect(loss.dataSync()[0]).toBeCloseTo(expected, 5);
    });
  });

  it('is cross-entropy with labels where the teacher is certain', () => {
    tf.tidy(() => {
      const certain = tf.mul(tf.oneHot(tf.tensor1d([2, 0], 'int32'), 3), 60) as Tensor2D;
      const soft = distillationLoss(tf.tensor2d(student), certain, 1).dataSync();
      expectClose(soft, crossEntropyLoss(tf.tensor2d(student), tf.tensor1d([2, 0], 'int32')).dataSync());
    });
  });

  it('has a gradient to the student alone, 0 where both agree', () => {
    const taught = tf.tensor2d(teacher);
    checkGradient((now) => distillationLoss(now as Tensor2D, taught, 2), [tf.tensor2d(student)]);
    const to = (part: 'student' | 'teacher', of: number[][]) =>
      tf.tidy(() => {
        const value = tf.tensor2d(of);
        const loss = (one: Tensor2D) =>
          part === 'student' ? distillationLoss(one, taught, 2) : distillationLoss(taught, one, 2);
        return Math.max(
          ...tf
            .grad((one) => loss(one as Tensor2D))(value)
            .abs()
            .dataSync(),
        );
      });
    expect(to('student', teacher)).toBeLessThan(1e-7);
    expect(() => to('teacher', student)).toThrow(/gradient|path/i);
    expectNoLeaks(() => tf.tidy(() => distillationLoss(tf.tensor2d(student), taught, 2)));
    taught.dispose();
  });
});
