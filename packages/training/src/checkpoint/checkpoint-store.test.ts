import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/tiny-experiment.ts';
import { CheckpointStore } from './checkpoint-store.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const content = (step: number) => ({
  step,
  state: { note: `step ${step}` },
  tensors: {
    'parameters:head/kernel': { shape: [2, 2], data: Float32Array.from([step, 0.1, -0, 1e-40]) },
    'predictions:3': { shape: [3], data: Int32Array.from([step, 1, 2]) },
  },
});

describe('checkpoints', () => {
  it('come back bit for bit', async () => {
    const store = new CheckpointStore<{ note: string }>(folder.path);
    await store.save(content(5));
    const found = await store.newest();
    expect(found?.state).toEqual({ note: 'step 5' });
    expect(found?.tensors['parameters:head/kernel']?.data).toEqual(content(5).tensors['parameters:head/kernel'].data);
    expect(found?.tensors['predictions:3']?.data).toEqual(Int32Array.from([5, 1, 2]));
  });

  it('keep the newest two', async () => {
    const store = new CheckpointStore(folder.path);
    for (const step of [9, 10, 100, 1000]) await store.save(content(step));
    expect(readdirSync(folder.path).sort()).toEqual(['step-000000100', 'step-000001000']);
    expect(await store.newestStep()).toBe(1000);
  });

  it.each(['tensors.safetensors', 'state.json', 'manifest.json'])(
    'fall back to the one before when %s is damaged, and say so',
    async (file) => {
      const notices: string[] = [];
      const store = new CheckpointStore<{ note: string }>(folder.path, (line) => notices.push(line));
      await store.save(content(1));
      await store.save(content(2));
      if (file === 'manifest.json') rmSync(join(folder.path, 'step-000000002', file));
      else appendFileSync(join(folder.path, 'step-000000002', file), ' ');
      expect((await store.newest())?.step).toBe(1);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatch(/step-000000002 is not usable/);
    },
  );

  const newest = (name: string): string => join(folder.path, 'step-000000002', name);
  const damages: Readonly<Record<string, () => void>> = {
    'its manifest names another step': () =>
      writeFileSync(
        newest('manifest.json'),
        readFileSync(newest('manifest.json'), 'utf8').replace('"step":2', '"step":7'),
      ),
    'a folder stands in the place of its manifest': () => replaceByFolder(newest('manifest.json')),
    'a folder stands in the place of its tensors': () => replaceByFolder(newest('tensors.safetensors')),
    'a link that leads to itself stands in the place of its state': () => {
      rmSync(newest('state.json'));
      symlinkSync('state.json', newest('state.json'));
    },
    'it is empty': () => {
      rmSync(newest(''), { recursive: true });
      mkdirSync(newest(''));
    },
    'it is a file': () => {
      rmSync(newest(''), { recursive: true });
      writeFileSync(newest(''), 'not a folder');
    },
  };
  const replaceByFolder = (path: string): void => {
    rmSync(path);
    mkdirSync(path);
  };

  it.each(Object.entries(damages))('R20: fall back to the one before when %s, and say so', async (_, damage) => {
    const notices: string[] = [];
    const store = new CheckpointStore<{ note: string }>(folder.path, (line) => notices.push(line));
    await store.save(content(1));
    await store.save(content(2));
    damage();
    expect(await store.newest()).toMatchObject({ step: 1, state: { note: 'step 1' } });
    expect(notices).toEqual([expect.stringMatching(/step-000000002 is not usable/)]);
    expect(await store.newestStep()).toBe(1);
  });

  it('are not what somebody put beside them', async () => {
    const store = new CheckpointStore<{ note: string }>(folder.path);
    await store.save(content(2));
    mkdirSync(join(folder.path, 'step-000000002 (copy)'));
    expect([(await store.newest())?.step, await store.newestStep()]).toEqual([2, 2]);
  });

  it('can be written again after all of them were damaged, at any step', async () => {
    const store = new CheckpointStore<{ note: string }>(folder.path);
    for (const step of [400, 500]) {
      await store.save(content(step));
      appendFileSync(join(folder.path, `step-000000${step}`, 'state.json'), ' ');
    }
    expect(await store.newest()).toBeUndefined();
    for (const step of [10, 20]) await store.save(content(step));
    expect((await store.newest())?.step).toBe(20);
    await store.save({ ...content(20), state: { note: 'again' } });
    expect((await store.newest())?.state).toEqual({ note: 'again' });
    expect(await store.newestStep()).toBe(20);
    await store.clear();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('are nothing until they are whole', async () => {
    mkdirSync(join(folder.path, '.step-000000003.1.partial'));
    const store = new CheckpointStore(folder.path);
    expect(await store.newest()).toBeUndefined();
    await store.save(content(4));
    await store.clear();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('may be written again at the same step', async () => {
    const store = new CheckpointStore<{ note: string }>(folder.path);
    await store.save(content(4));
    await store.save({ ...content(4), state: { note: 'again' } });
    expect((await store.newest())?.state.note).toBe('again');
    expect(existsSync(join(folder.path, 'step-000000004'))).toBe(true);
  });
});
