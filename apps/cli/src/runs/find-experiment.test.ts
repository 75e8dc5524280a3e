import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { findExperiment } from './find-experiment.ts';

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trunkline-experiments-'));
  mkdirSync(join(root, 'experiments', 'a-to-b'), { recursive: true });
  mkdirSync(join(root, 'packages', 'deep'), { recursive: true });
  writeFileSync(join(root, 'experiments', 'a-to-b', 'a-to-b.experiment.ts'), '');
  writeFileSync(join(root, 'mine.json'), '{}');
});

it('a name is looked up in experiments/ here and above', async () => {
  const file = join(root, 'experiments', 'a-to-b', 'a-to-b.experiment.ts');
  expect(await findExperiment('a-to-b', root)).toBe(file);
  expect(await findExperiment('a-to-b', join(root, 'packages', 'deep'))).toBe(file);
});

it('a file is taken as it is', async () => {
  expect(await findExperiment('mine.json', root)).toBe(join(root, 'mine.json'));
});

it('an unknown name is an error with the nearest one', async () => {
  await expect(findExperiment('a-to-c', root)).rejects.toMatchObject({
    code: 'TL_EXPERIMENT_NOT_FOUND',
    exitStatus: 2,
    hint: 'Did you mean a-to-b?',
  });
  await expect(findExperiment('zzz', root)).rejects.toMatchObject({ hint: 'There are: a-to-b.' });
});
