import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTrunk, defaultPreprocessing } from '@trunkline/backbone';
import { createArraySource, createLabelledImages, joinImages, type LabelledImages } from '@trunkline/data';
import { startEngine } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { colouredShapes } from '@trunkline/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ActivationCache } from './activation-cache.ts';
import { DomainPixels } from './domain-pixels.ts';
import type { WeightedTrunk } from './frozen-prefix.ts';
import { JoinedInputs } from './joined-inputs.ts';
import { DomainInputs } from './split-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-joined-'));
const cache = new ActivationCache({ folder });
beforeAll(async () => void (await startEngine()));
afterAll(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

const side = 32;
const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });

function domain(name: string, count: number, seed: number): LabelledImages {
  const { pixels_NHWC, labels_N, classNames, height, width } = colouredShapes({ count, seed });
  return createLabelledImages({
    dataSet: name,
    domain: name,
    source: createArraySource({ count, height, width, channels: 3, pixels: pixels_NHWC }),
    ids: Array.from({ length: count }, (_, index) => String(index)),
    labels_N,
    classNames,
  });
}

function weighted(): WeightedTrunk {
  const random = createRandom(1);
  const parameters = Object.fromEntries(
    trunk.parameters().map(({ name, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const own = random.fork(name);
      return [name, { shape, data: Float32Array.from({ length: size }, () => 0.2 * own.normal()) }];
    }),
  );
  return { trunk, parameters, digest: 'random', preprocessing: defaultPreprocessing };
}

it('gives each image of joined domains its own pixels and activations, in the order asked for', async () => {
  const domains = [domain('first', 20, 1), domain('second', 14, 2)];
  const whole = joinImages(domains);
  const images = whole.subset([33, 2, 19, 20, 0, 27]);
  const seen = weighted();
  const parts = domains.map((one) => new DomainInputs(cache, seen, one, new DomainPixels(one, side), side, 'float32'));
  const joined = new JoinedInputs(parts, side, seen.preprocessing);
  const indices = Int32Array.from([5, 0, 3, 3, 1]);
  const expected = await images.pixels(indices, { height: side, width: side });
  expect(await joined.rows(images, indices)).toEqual(expected);
  const augmented = await joined.augmented(images, []).load(indices, createRandom(0));
  expect(augmented).toEqual(Float32Array.from(expected));

  await joined.prepare([images], 'embedding', {});
  const loaded = await (await joined.split(images, 'embedding')).load(indices, createRandom(0));
  const width = trunk.embeddingWidth;
  for (const [row, index] of indices.entries()) {
    const place = [33, 2, 19, 20, 0, 27][index] as number;
    const [part, own] = place < 20 ? [0, place] : [1, place - 20];
    const alone = await (parts[part] as DomainInputs).split(
      (domains[part] as LabelledImages).subset([own]),
      'embedding',
    );
    const one = await alone.load(Int32Array.of(0), createRandom(0));
    expect(one.length).toBe(width);
    expect(loaded.slice(row * width, (row + 1) * width)).toEqual(one);
  }
  expect(new Set(loaded).size).toBeGreaterThan(width);
});
