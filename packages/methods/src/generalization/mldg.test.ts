import { startEngine, tf, valueAndGradients, type Tensor, type Tensor1D } from '@trunkline/engine';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyArchitecture, World } from '../../test/world.ts';
import { describeArchitecture } from '../architecture.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { mldg } from './mldg.ts';

beforeAll(async () => {
  await startEngine();
});

/** The gradient that MLDG follows, and that of the sum of both domains' losses, for the head's kernel. */
function gradients(options: { innerRate: number; testWeight: number }): [mldg: number[], sum: number[]] {
  const world = new World(mldg, { options });
  const found = tf.tidy((): [number[], number[]] => {
    const { sourceImages, sourceLabels_B, sourceDomains_B } = world.batch;
    const context = world.context();
    const sum = valueAndGradients(() => {
      const { logits_BK } = context.forward(sourceImages as Tensor);
      const losses_B = context.classificationPerExample(logits_BK, sourceLabels_B as Tensor1D);
      return tf.sum(meanByDomain(losses_B, sourceDomains_B as Tensor1D, 2));
    }, world.trained()).gradients;
    const read = (values: Readonly<Record<string, Tensor>>): number[] =>
      Array.from((values['head/kernel'] as Tensor).dataSync());
    return [read(world.gradients().gradients), read(sum)];
  });
  world.dispose();
  return found;
}

describe('mldg', () => {
  it('follows the losses of all domains where the step ahead is short', () => {
    const [own, sum] = gradients({ innerRate: 1e-7, testWeight: 1 });
    expectClose(own, sum, { relative: 1e-3 });
  });

  it('takes the left-out domain where the step on the others leads', () => {
    const [near, far] = [1e-7, 5].map((innerRate) => gradients({ innerRate, testWeight: 1 })[0]);
    const moved = Math.max(...(near as number[]).map((value, place) => Math.abs(value - (far?.[place] ?? 0))));
    expect(moved).toBeGreaterThan(1e-3);
  });

  it('needs two sources', () => {
    const { trunk, head } = tinyArchitecture();
    const alone = describeArchitecture(trunk, head, 1);
    expect(mldg.requires?.(alone, mldg.options.parse({}))).toMatch(/has one. Give data.sources two or more/);
  });
});
