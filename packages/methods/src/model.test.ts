import { createTrunk, globalAveragePool } from '@trunkline/backbone';
import { randomNormal, startEngine, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createHead } from '@trunkline/heads';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel } from './model.ts';

beforeAll(async () => {
  await startEngine();
});

const images = (): Tensor4D => randomNormal(createRandom(1), [3, 64, 64, 3]) as Tensor4D;

describe('a model', () => {
  it.each(['linear', 'vgg-fc'] as const)('gives equal logits from every cut with a %s head', (kind) => {
    const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
    const head = createHead({
      kind,
      classes: 4,
      inputWidth: trunk.embeddingWidth,
      ...(kind === 'vgg-fc' && { hiddenWidth: 8 }),
    });
    const model = createModel(trunk, head);
    const parameters = { ...trunk.init(createRandom(2)), ...head.init(createRandom(3)) };
    const mode = { training: false } as const;
    const input = images();
    const whole = model.forward(parameters, input, { ...mode, cut: 'images' });
    for (const after of ['block1_conv1', 'block4_pool', 'block5_pool']) {
      const maps = trunk.apply(parameters, input, { to: after });
      const cut = model.forward(parameters, maps, { ...mode, cut: { after } });
      expectClose(cut.logits_BK.dataSync(), whole.logits_BK.dataSync(), { relative: 1e-5 });
    }
    if (head.inputs === 'embedding') {
      const embedding = globalAveragePool(trunk.apply(parameters, input));
      const cut = model.forward(parameters, embedding, { ...mode, cut: 'embedding' });
      expectClose(cut.logits_BK.dataSync(), whole.logits_BK.dataSync(), { relative: 1e-5 });
      expect(cut.maps_BHWC).toBeUndefined();
    }
  });

  it.each([false, true])('gives two batches the outputs of one at a time (batch norm: %s)', (batchNorm) => {
    const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, batchNorm });
    const head = createHead({ kind: 'linear', classes: 4, inputWidth: trunk.embeddingWidth });
    const model = createModel(trunk, head);
    const parameters = { ...trunk.init(createRandom(2)), ...head.init(createRandom(3)) };
    const [first, second] = [images(), images().mul(3).add(1) as Tensor4D];
    const options = { cut: 'images', training: true, random: createRandom(0) } as const;
    const both = model.forwardAll(parameters, { source: first, target: second }, options);
    expectClose(both.source.logits_BK.dataSync(), model.forward(parameters, first, options).logits_BK.dataSync(), {
      relative: 1e-4,
    });
    expectClose(both.target.logits_BK.dataSync(), model.forward(parameters, second, options).logits_BK.dataSync(), {
      relative: 1e-4,
    });
    expect(both.target.maps_BHWC?.shape).toEqual([3, 2, 2, 32]);
    expect(both.target.features_BF).toBe(both.target.embedding_BD);
  });

  it('shows the bottleneck’s output as features, from every cut, by the batch only where the head learns', () => {
    const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
    const head = createHead({ kind: 'linear', classes: 4, inputWidth: trunk.embeddingWidth, bottleneck: { width: 8 } });
    const model = createModel(trunk, head);
    const parameters = { ...trunk.init(createRandom(2)), ...head.init(createRandom(3)) };
    const input = images();
    const embedding = globalAveragePool(trunk.apply(parameters, input));
    const run = (options: object, cut: 'images' | 'embedding' = 'embedding'): Float32Array =>
      model
        .forward(parameters, cut === 'images' ? input : embedding, { cut, training: true, ...options })
        .features_BF.dataSync() as Float32Array;
    const still = { statistics: 'batch-still' } as const;
    const [moving, batch] = [run({ training: false }), run(still)];
    expect(moving).toHaveLength(3 * 8);
    expect(batch).not.toEqual(moving);
    expectClose(run(still, 'images'), batch, { relative: 1e-4 });
    expectClose(run({ training: false }, 'images'), moving, { relative: 1e-4 });
    expect(run({ trainable: () => false })).toEqual(moving);
    expect(run({ trainable: (name: string) => name.startsWith('backbone/') })).toEqual(moving);
    expect(run({ trainable: () => false, learns: () => true })).toEqual(batch);

    const other = images().mul(2).add(1) as Tensor4D;
    const apart = model.forwardAll(parameters, { input, other }, { cut: 'images', training: true, ...still });
    expectClose(apart.input.features_BF.dataSync(), batch, { relative: 1e-4 });
    const together = model.forwardAll(parameters, { input, other }, { cut: 'images', training: false });
    expect(together.other.features_BF.shape).toEqual([3, 8]);
    expect(together.other.embedding_BD.shape).toEqual([3, trunk.embeddingWidth]);
  });

  it('keeps batches apart where they are normalised by their own statistics in evaluation', () => {
    const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, batchNorm: true });
    const head = createHead({ kind: 'linear', classes: 4, inputWidth: trunk.embeddingWidth });
    const model = createModel(trunk, head);
    const parameters = { ...trunk.init(createRandom(2)), ...head.init(createRandom(3)) };
    const [first, second] = [images(), images().mul(3).add(1) as Tensor4D];
    const options = { cut: 'images', training: false, statistics: 'batch-still' } as const;
    const both = model.forwardAll(parameters, { first, second }, options);
    for (const [output, input] of [
      [both.first, first],
      [both.second, second],
    ] as const) {
      expectClose(output.logits_BK.dataSync(), model.forward(parameters, input, options).logits_BK.dataSync(), {
        relative: 1e-4,
      });
    }
  });
});
