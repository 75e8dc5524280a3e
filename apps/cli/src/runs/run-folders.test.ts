import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { allInvocations, followLatest, invocationFolder } from './run-folders.ts';

let runs = '';

beforeAll(() => {
  runs = mkdtempSync(join(tmpdir(), 'trunkline-runs-'));
  for (const invocation of ['first', 'second']) {
    mkdirSync(join(runs, 'digits', invocation, 'runs', 'dann'), { recursive: true });
    writeFileSync(join(runs, 'digits', invocation, 'plan.json'), '{}');
  }
  writeFileSync(join(runs, 'digits', 'latest'), 'second\n');
});

it('a name means its latest invocation, a folder means itself', async () => {
  expect(await invocationFolder('digits', runs)).toBe(join(runs, 'digits', 'second'));
  expect(await invocationFolder(join(runs, 'digits'), runs)).toBe(join(runs, 'digits', 'second'));
  expect(await invocationFolder(join(runs, 'digits', 'first'), runs)).toBe(join(runs, 'digits', 'first'));
  expect(await invocationFolder('digits/latest', runs)).toBe(join(runs, 'digits', 'second'));
});

it('latest may stand inside a path', async () => {
  const path = join(runs, 'digits', 'latest', 'runs', 'dann');
  expect(await followLatest(path)).toBe(join(runs, 'digits', 'second', 'runs', 'dann'));
});

it('an unknown name is an error with the nearest one', async () => {
  await expect(invocationFolder('digtis', runs)).rejects.toMatchObject({
    code: 'TL_RUN_NOT_FOUND',
    exitStatus: 2,
    hint: 'Did you mean digits?',
  });
});

it('all invocations are found, oldest name first', async () => {
  expect(await allInvocations(runs)).toEqual([join(runs, 'digits', 'first'), join(runs, 'digits', 'second')]);
  expect(await allInvocations(join(runs, 'nowhere'))).toEqual([]);
});
