import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadOrFetchWeights } from './load-or-fetch-weights.ts';

const kept = process.env['TRUNKLINE_CACHE'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-fetch-'));
  process.env['TRUNKLINE_CACHE'] = folder;
});
afterAll(async () => {
  if (kept === undefined) delete process.env['TRUNKLINE_CACHE'];
  else process.env['TRUNKLINE_CACHE'] = kept;
  await rm(folder, { recursive: true });
});

const refusing = async (name: string): Promise<never> => {
  await Promise.resolve();
  throw new TrunklineError('TL_DOWNLOAD_FAILED', `no network for ${name}`);
};

it('fetches a set that is not here, and says so first', async () => {
  const notices: string[] = [];
  const loading = loadOrFetchWeights('imagenet-vgg16', (line) => notices.push(line), refusing);
  await expect(loading).rejects.toMatchObject({ code: 'TL_DOWNLOAD_FAILED', message: 'no network for imagenet-vgg16' });
  expect(notices).toEqual(['The weight set imagenet-vgg16 is not on this machine yet and is fetched now, once.']);
});

it('fetches nothing for a set that is part of the package, nor for a file or a name that is wrong', async () => {
  const told = (line: string): never => {
    throw new Error(line);
  };
  const loaded = await loadOrFetchWeights('synthetic-digits-narrow', told, refusing);
  expect(loaded.set?.name).toBe('synthetic-digits-narrow');
  await expect(loadOrFetchWeights(join(folder, 'none.safetensors'), told, refusing)).rejects.toMatchObject({
    code: 'TL_FILE_MISSING',
  });
  await expect(loadOrFetchWeights('imagenet-vg16', told, refusing)).rejects.toMatchObject({
    code: 'TL_WEIGHT_SET_UNKNOWN',
  });
});
