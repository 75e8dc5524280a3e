import type { Images, LabelledImages } from '@trunkline/data';
import { startEngine, tf } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { Feed } from './feed.ts';
import type { RunData } from './run-data.ts';
import type { SideInputs, SplitInput } from './split-input.ts';

beforeAll(async () => {
  await startEngine();
});

/** A side of ten pictures of one byte, which is their place plus `first`; a view adds the partner's to it. */
function side(first: number): { readonly images: LabelledImages; readonly inputs: SideInputs } {
  const images = { count: 10, keys: [], labels_N: new Int32Array(10) } as unknown as LabelledImages;
  const input: SplitInput = {
    count: 10,
    cut: 'images',
    load: (indices, _random, partners) =>
      Promise.resolve(Float32Array.from(indices, (index, row) => first + index + (partners?.[row] ?? 0))),
    tensor: (values) => tf.tensor1d(values),
  };
  const inputs: Partial<SideInputs> = {
    augmented: () => input,
    rows: (_images: unknown, indices) => Promise.resolve(Uint8Array.from(indices, (index) => first + index)),
  };
  return { images, inputs: inputs as SideInputs };
}

describe('a view with a partner', () => {
  it('is given pictures of the other side, also where the stage does not look at that side otherwise', async () => {
    const [source, target] = [side(0), side(100)];
    const data = {
      splits: { sourceTrain: source.images, targetTrain: target.images as Images },
      sourceInputs: source.inputs,
      targetInputs: target.inputs,
    } as unknown as RunData;
    const feed = await Feed.open(
      data,
      {
        method: { name: 'styled', role: 'contestant' },
        sees: ['sourceLabels_B'],
        views: { styled: { of: 'source', augment: [], partner: 'target' } },
        seed: 0,
        batchSize: 4,
        augment: [],
        stageIndex: 0,
        enters: 'images',
      },
      {},
    );
    const { views, ...batch } = (await feed.next()).tensors();
    const values = [...(views['styled']?.dataSync() ?? [])];
    expect(values).toHaveLength(4);
    for (const value of values) expect(value).toBeGreaterThanOrEqual(100);
    expect(Object.keys(batch)).toEqual(['sourceLabels_B']);
    tf.dispose([...Object.values(views), ...Object.values(batch)]);
    await feed.close();
  });
});
