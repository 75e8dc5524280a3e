import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { takeProcessLock } from '@trunkline/system';
import { listInvocations } from '@trunkline/training';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removable, removeAll } from './clean-runs.ts';
import { finishedRun } from './finished-run.ts';
import { invocationFolder } from './run-folders.ts';

let root = '';

function write(name: string, { status = 'interrupted', smoke = false, day = 1 }): void {
  const folder = join(root, 'mine', name);
  const json = (value: object, ...place: string[]): void => {
    mkdirSync(join(folder, ...place, '..'), { recursive: true });
    writeFileSync(join(folder, ...place), JSON.stringify(value));
  };
  json({ name: 'mine', smoke, methods: [{}] }, 'experiment.json');
  json({ startedAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z` }, 'invocation.json');
  json({ status, smoke, methods: [] }, 'summary.json');
  for (const record of ['invocation.json', 'summary.json']) utimesSync(join(folder, record), 0, 0);
  for (const seed of [0, 1]) json({}, 'runs', 'dann', 'a-to-b', `seed-${seed}`, 'result.json');
  json({}, 'runs', 'dann', 'a-to-b', 'seed-0', 'checkpoint', 'step-000000005', 'state.json');
  json({}, 'runs', 'dann', 'a-to-b', 'seed-0', 'checkpoint', 'selected.safetensors');
  json({}, 'runs', 'mcc', 'a-to-b', 'seed-0', 'checkpoint', 'step-000000005', 'state.json');
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trunkline-clean-'));
  write('20260101-a', { status: 'finished' });
  write('20260102-b', { status: 'finished', day: 2 });
  write('20260103-c', { smoke: true, status: 'finished', day: 3 });
  write('20260104-d', { day: 4 });
  write('20260130-e', { day: 30 });
  writeFileSync(join(root, 'mine', 'latest'), '20260102-b\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const lastDay = Date.parse('2026-01-31T00:00:00Z');
const gone = async (): Promise<[string, string][]> =>
  (await removable(await listInvocations(root), 14, lastDay)).map(({ path, why }) => [
    relative(join(root, 'mine'), path),
    why,
  ]);

it('runs gc takes smoke runs, old unfinished ones and checkpoints of finished runs, and never a finished invocation', async () => {
  const checkpoint = join('runs', 'dann', 'a-to-b', 'seed-0', 'checkpoint', 'step-000000005');
  expect(await gone()).toEqual([
    [join('20260101-a', checkpoint), 'the checkpoint of a finished run'],
    [join('20260102-b', checkpoint), 'the checkpoint of a finished run'],
    ['20260103-c', 'a smoke run'],
    ['20260104-d', 'unfinished, 27 days old'],
    [join('20260130-e', checkpoint), 'the checkpoint of a finished run'],
  ]);
  await removeAll(await removable(await listInvocations(root), 14, lastDay), root);
  expect(await gone()).toEqual([]);
  const run = join(root, 'mine', '20260130-e', 'runs', 'mcc', 'a-to-b', 'seed-0', 'checkpoint', 'step-000000005');
  expect(existsSync(run)).toBe(true); // this run goes on from it
  expect(readFileSync(join(root, 'mine', 'latest'), 'utf8')).toBe('20260102-b\n');
});

it('an old one that went on lately, and the one that latest names, are left', async () => {
  const went = Date.parse('2026-01-30T12:00:00Z') / 1000;
  utimesSync(join(root, 'mine', '20260104-d', 'summary.json'), went, went);
  expect((await gone()).map(([path]) => path)).not.toContain('20260104-d');
  utimesSync(join(root, 'mine', '20260104-d', 'summary.json'), 0, 0);
  writeFileSync(join(root, 'mine', 'latest'), '20260104-d\n');
  expect((await gone()).map(([path]) => path)).not.toContain('20260104-d');
});

it('gc that takes a smoke run leaves latest where it was, and takes nothing that is in use by then', async () => {
  writeFileSync(join(root, 'mine', 'latest'), '20260101-a\n');
  const smoke = { path: join(root, 'mine', '20260103-c'), why: 'a smoke run', bytes: 0 };
  const release = takeProcessLock(join(smoke.path, 'journal.lock'), 'the journal');
  expect(await removeAll([smoke], root)).toEqual([]);
  expect(existsSync(smoke.path)).toBe(true);
  release();
  expect(await removeAll([smoke], root)).toEqual([smoke]);
  expect(readFileSync(join(root, 'mine', 'latest'), 'utf8')).toBe('20260101-a\n');
});

it('what a process writes to is left', async () => {
  const release = takeProcessLock(join(root, 'mine', '20260103-c', 'journal.lock'), 'the journal');
  expect((await gone()).map(([path]) => path)).not.toContain('20260103-c');
  release();
});

it('when the latest finished invocation is removed, latest names the one before it, then none', async () => {
  const remove = async (name: string): Promise<unknown> =>
    await removeAll([{ path: join(root, 'mine', name), why: '', bytes: 0 }], root);
  await remove('20260102-b');
  expect(readFileSync(join(root, 'mine', 'latest'), 'utf8')).toBe('20260101-a\n');
  await remove('20260101-a');
  expect(existsSync(join(root, 'mine', 'latest'))).toBe(false);
});

it('a run is named in short wherever one is asked for', async () => {
  const of = (name: string, seed: number): string =>
    join(root, 'mine', name, 'runs', 'dann', 'a-to-b', `seed-${seed}`);
  expect(await invocationFolder('mine', root)).toBe(join(root, 'mine', '20260102-b'));
  expect(await invocationFolder('mine/latest', root)).toBe(join(root, 'mine', '20260102-b'));
  expect(await invocationFolder('mine/20260104', root)).toBe(join(root, 'mine', '20260104-d'));
  expect(await invocationFolder('20260130', root)).toBe(join(root, 'mine', '20260130-e'));
  expect(await finishedRun('mine/dann/0', root)).toBe(of('20260102-b', 0));
  expect(await finishedRun('mine/latest/DANN/a-to-b/seed-1', root)).toBe(of('20260102-b', 1));
  expect(await finishedRun('mine/20260101/dann/1', root)).toBe(of('20260101-a', 1));
  await expect(finishedRun('mine/dann/7', root)).rejects.toMatchObject({ code: 'TL_RUN_NOT_FOUND' });
  await expect(invocationFolder('mine/2026', root)).rejects.toMatchObject({ code: 'TL_RUN_REFERENCE' });
});

it.each(['../mine', 'mine/../..', 'mine/\0', 'mine\nmine', '/etc/mine', 'mine/..'])('R7: %j names no run', async (given) => {
  await expect(invocationFolder(given, root)).rejects.toMatchObject({ code: expect.stringMatching(/^TL_RUN_/) as string });
  await expect(finishedRun(given, root)).rejects.toMatchObject({ code: expect.stringMatching(/^TL_RUN_/) as string });
});
