import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { beforeAll, describe, expect, it } from 'vitest';
import { coralLoss } from '../losses/coral.ts';

beforeAll(async () => {
  await startEngine();
});

describe('the term of deep-coral', () => {
  it('is zero on identical batches and symmetric', () => {
    tf.tidy(() => {
      const random = createRandom(1);
      const source = randomNormal(random.fork('source'), [6, 3]) as Tensor2D;
      const target = randomNormal(random.fork('target'), [6, 3]) as Tensor2D;
      const term = (one: Tensor2D, other: Tensor2D): number => coralLoss(one, other).dataSync()[0] as number;
      expect(term(source, source)).toBe(0);
      const forth = term(source, target);
      expect(forth).toBeGreaterThan(0);
      expect(Math.abs(forth - term(target, source))).toBeLessThan(1e-6 * forth);
    });
  });
});
