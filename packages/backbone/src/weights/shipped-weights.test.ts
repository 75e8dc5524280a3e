import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEngine, tf } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultPreprocessing } from '../preprocess.ts';
import { createTrunk } from '../trunk.ts';
import { imagenetVgg16 } from '../weight-sets/imagenet-vgg16.ts';
import { writeSafetensors } from '../readers/safetensors.ts';
import { inspectWeights } from './inspect-weights.ts';
import { loadWeights, loadWeightSet } from './load-weights.ts';
import { pullWeightSet } from './pull-weights.ts';
import { digestParameters } from './trunk-weights.ts';
import { readVariables } from './variables.ts';
import type { WeightSet } from './weight-set.ts';
import type { WeightsCard } from './weights-card.ts';
import { encodeDescription } from './weights-metadata.ts';
import { writeWeights } from './write-weights.ts';

const card: WeightsCard = {
  title: 'Tiny',
  seen: 'squares and circles',
  data: [{ name: 'shapes', domain: 'plain', count: 60, digest: 'ab' }],
  method: 'source-only',
  seed: 0,
  step: 10,
  steps: 12,
  batchSize: 8,
  heldOut: { accuracy: 0.5, count: 12 },
  licence: 'MIT',
  command: 'trunkline pretrain tiny --out tiny.safetensors',
};
const description = { trunk: 'vgg16-gap', negativeSlope: 0.2, preprocessing: defaultPreprocessing, card } as const;
let folder: string;
let path: string;
let set: WeightSet;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'trunkline-shipped-'));
  path = join(folder, 'tiny.safetensors');
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 64, batchNorm: true });
  const variables = trunk.init(createRandom(0));
  const parameters = await readVariables(variables, trunk);
  tf.dispose(Object.values(variables));
  await writeWeights(path, parameters, description);
  set = {
    ...imagenetVgg16,
    name: 'tiny',
    batchNorm: true,
    seen: 'shapes',
    digests: digestParameters(parameters),
    sources: [],
    file: pathToFileURL(path),
  };
});
afterAll(() => rm(folder, { recursive: true }));

it('keeps the card of weights in their file, and says what they have seen', async () => {
  const loaded = await loadWeights(path);
  expect(loaded).toMatchObject({ seen: 'squares and circles', batchNorm: true, width: 1 / 64, negativeSlope: 0.2 });
  const inspection = await inspectWeights(path);
  expect(inspection.trunk).toMatchObject({ seen: 'squares and circles' });
  expect(JSON.parse(inspection.metadata['card'] ?? '')).toEqual(card);
});

it('reads a set that is part of the package where it lies, and never downloads it', async () => {
  expect(await loadWeightSet(set)).toMatchObject({ path, seen: 'shapes', set: { name: 'tiny' } });
  expect(await pullWeightSet(set)).toEqual({ name: 'tiny', path, source: 'package' });
});

it('refuses a file of the package that was damaged or is gone', async () => {
  const gone = { ...set, file: pathToFileURL(join(folder, 'gone.safetensors')) };
  await expect(loadWeightSet(gone)).rejects.toMatchObject({
    code: 'TL_WEIGHTS_MISSING',
    hint: expect.stringContaining('Install') as unknown,
  });
  const { parameters } = await loadWeights(path);
  const [name = ''] = Object.keys(parameters);
  const one = parameters[name] as (typeof parameters)[string];
  const changed = { ...parameters, [name]: { ...one, data: one.data.map((value) => value + 1e-6) } };
  const damaged = join(folder, 'damaged.safetensors');
  await writeWeights(damaged, changed, description);
  await expect(pullWeightSet({ ...set, file: pathToFileURL(damaged) })).rejects.toMatchObject({
    code: 'TL_DIGEST_MISMATCH',
  });
});

it('has no card where a file holds something else under that name', async () => {
  const { parameters } = await loadWeights(path);
  const odd = join(folder, 'odd.safetensors');
  await writeSafetensors(odd, parameters, { ...encodeDescription(description), card: '[1, 2]' });
  expect((await loadWeights(odd)).seen).toBeUndefined();
});

it('ships the digits trunk with the bytes that its set pins, beside the card of how it was made', async () => {
  const loaded = await loadWeights('synthetic-digits-narrow');
  expect(loaded).toMatchObject({ width: 0.125, batchNorm: true, negativeSlope: 0.2 });
  expect(loaded.digest).toBe('c3391d0c2256972bd8fdcf3954b788860fe3cb90b9e5553201b4893cb47dc20f');
  const { metadata } = await inspectWeights('synthetic-digits-narrow');
  expect(JSON.parse(metadata['card'] ?? '')).toMatchObject({
    steps: 1000,
    heldOut: { count: 2000 },
    licence: loaded.set?.licence,
    command: 'trunkline pretrain pretrain-synthetic-digits --out synthetic-digits-narrow.safetensors --licence MIT',
  });
});
