import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestInvocation, resumedInvocationFolder, writeLatest } from './invocation-folder.ts';
import { listInvocations } from './list-invocations.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-invocations-'));
const root = join(folder, 'runs');
const home = join(root, 'mine');

function write(name: string, { smoke = false, status = '', experiment = 'mine' }, inside = home): void {
  mkdirSync(join(inside, name), { recursive: true });
  const json = (file: string, value: object): void => writeFileSync(join(inside, name, file), JSON.stringify(value));
  json('experiment.json', { name: experiment, smoke, methods: [{}, {}] });
  json('invocation.json', { startedAt: `2026-01-0${name.at(-1) ?? ''}T00:00:00.000Z` });
  if (status !== '') json('summary.json', { status, smoke, methods: [] });
}

beforeAll(() => {
  write('first-1', { status: 'finished' });
  write('second-2', { status: 'interrupted' });
  write('third-3', { status: 'finished' });
  write('fourth-4', { smoke: true });
  write('fifth-5', { smoke: true, status: 'finished' });
  write('other-6', { experiment: 'another' });
  write('away-7', {}, join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere', 'away-7'), join(home, 'away-7'));
  mkdirSync(join(root, 'empty'), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resumed = async (given?: string, smoke = false): Promise<string> =>
  await resumedInvocationFolder({ root, experiment: 'mine', smoke, ...(given !== undefined && { given }) });

it('lists the invocations of an experiment with what became of them; links and those of others are none', async () => {
  expect((await listInvocations(root)).map(({ invocation, state, rows }) => [invocation, state, rows])).toEqual([
    ['first-1', 'finished', 2],
    ['second-2', 'unfinished', 2],
    ['third-3', 'finished', 2],
    ['fourth-4', 'smoke', 2],
    ['fifth-5', 'smoke', 2],
  ]);
});

describe('a resume', () => {
  it('goes on with the newest unfinished invocation of its kind', async () => {
    expect(await resumed()).toBe(join(home, 'second-2'));
    expect(await resumed('latest')).toBe(join(home, 'second-2'));
    expect(await resumed('', true)).toBe(join(home, 'fourth-4'));
    await expect(resumedInvocationFolder({ root, experiment: 'empty', smoke: false })).rejects.toMatchObject({
      code: 'TL_NOTHING_TO_RESUME',
    });
  });

  it('takes a name, the beginning of one, or its folder', async () => {
    for (const given of ['third-3', 'thi', join(home, 'third-3')])
      expect(await resumed(given)).toBe(join(home, 'third-3'));
    await expect(resumed('f')).rejects.toMatchObject({ code: 'TL_RUN_REFERENCE' });
  });

  it.each([
    '..',
    '../..',
    '../../../../etc',
    '/etc',
    '/',
    '.',
    './first-1/..',
    'first-1/../../..',
    'first-1\nsecond-2',
    'first-1\0',
    '\\..\\..',
    '../elsewhere/away-7',
    'away-7', // a link that leads out
    '-rf',
    '.hidden',
  ])('R7: with %j is refused', async (given) => {
    await expect(resumed(given)).rejects.toMatchObject({ code: 'TL_RUN_REFERENCE', exitStatus: 2 });
  });

  it('R7: never leaves the folder of its experiment, whatever is given', async () => {
    const part = fc.constantFrom('..', '.', '/', '\\', 'first-1', 'etc', '\n', '\0', 'runs', 'mine', ' ');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join('')),
        ),
        async (given) => {
          const found = await resumed(given).catch(() => undefined);
          if (found !== undefined) expect(found.slice(0, home.length + 1)).toBe(join(home, '/'));
          if (found !== undefined) expect(found.slice(home.length + 1)).toMatch(/^[\w.+-]+$/);
        },
      ),
    );
  });
});

it.each(['../../../../etc\n', '/etc', '..', 'away-7', 'gone', 'first-1\nsecond-2', '', 'first-1\0'])(
  'R7: latest is not followed to %j',
  async (text) => {
    writeFileSync(join(home, 'latest'), text);
    expect(await latestInvocation(home)).toBeUndefined();
  },
);

it('latest names the invocation beside it that was noted', async () => {
  await writeLatest(join(home, 'third-3'));
  expect(await latestInvocation(home)).toBe('third-3');
});
