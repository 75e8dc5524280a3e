import { createTrunk } from '@trunkline/backbone';
import {
  randomNormal,
  startEngine,
  tf,
  valueAndGradients,
  type Parameters,
  type Scalar,
  type Tensor,
} from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { createRandom } from '@trunkline/system';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { createContext } from '../create-context.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { createModel } from '../model.ts';
import { mldg } from './mldg.ts';

beforeAll(async () => {
  await startEngine();
});

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 32, negativeSlope: 0.2 });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
const architecture = describeArchitecture(trunk, head, 2);

/** The gradient that MLDG follows, and that of the sum of both domains' losses, for the head's kernel. */
function gradients(given: { innerRate: number; testWeight: number }): [mldg: number[], sum: number[]] {
  const random = createRandom(1);
  const parameters = { ...trunk.init(random.fork('trunk')), ...head.init(random.fork('head')) } as Parameters;
  const options = mldg.options.parse(given);
  const context = createContext({
    model: createModel(trunk, head),
    architecture,
    options,
    modules: {},
    parameters,
    stage: 'train',
    progress: { step: 0, steps: 1, fraction: 0 },
    random,
    dropout: random,
    notes: {},
    mode: 'training',
    cut: 'images',
    learns: () => true,
  });
  const found = tf.tidy((): [number[], number[]] => {
    const batch = {
      sourceImages: randomNormal(createRandom(2), [4, 32, 32, 3]),
      sourceLabels_B: tf.tensor1d([0, 2, 1, 1], 'int32'),
      sourceDomains_B: tf.tensor1d([0, 0, 1, 1], 'int32'),
      views: {},
    };
    const differentiate = (loss: () => Scalar, at?: Readonly<Record<string, Tensor>>) =>
      valueAndGradients(() => ({ total: loss() }).total, (at as Parameters | undefined) ?? parameters).gradients;
    const [phase] = mldg.stages(options, architecture)[0]?.phases ?? [];
    const own = phase?.gradients?.({ ...context, differentiate }, batch as never).gradients;
    const sum = differentiate(() => {
      const losses_B = context.classificationPerExample(
        context.forward(batch.sourceImages).logits_BK,
        batch.sourceLabels_B,
      );
      return tf.sum(meanByDomain(losses_B, batch.sourceDomains_B, 2));
    });
    const read = (values: Readonly<Record<string, Tensor>> | undefined): number[] =>
      Array.from((values?.['head/kernel'] as Tensor).dataSync());
    return [read(own), read(sum)];
  });
  tf.dispose(Object.values(parameters));
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
    const alone = describeArchitecture(trunk, head, 1);
    expect(mldg.requires?.(alone, mldg.options.parse({}))).toMatch(/has one. Give data.sources two or more/);
  });
});
