import { randomNormal, startEngine, tf, type Tensor2D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createDomainDiscriminator } from '@trunkline/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { domainAccuracy, domainAdversarialLoss } from '../losses/domain-adversarial.ts';

beforeAll(async () => {
  await startEngine();
});

describe('the term of dann', () => {
  it('is at least log 2 on identical batches: nothing can tell them apart', () => {
    const discriminator = createDomainDiscriminator({ inputWidth: 4, hiddenWidth: 8 });
    const parameters = discriminator.init(createRandom(2));
    tf.tidy(() => {
      const embedding_BD = randomNormal(createRandom(1), [6, 4]) as Tensor2D;
      const logits_B1 = discriminator.apply(parameters, embedding_BD);
      expect(domainAdversarialLoss(logits_B1, logits_B1).dataSync()[0]).toBeGreaterThanOrEqual(Math.LN2 - 1e-6);
      expect(domainAccuracy(logits_B1, logits_B1).dataSync()[0]).toBeCloseTo(0.5, 6);
    });
    tf.dispose(Object.values(parameters));
  });
});
