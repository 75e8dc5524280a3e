import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTrunklineError } from '@trunkline/system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { followLatest } from './run-folders.ts';
import { checkFinished } from './finished-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-finished-'));
const before = process.cwd();

function write(...parts: string[]): void {
  const path = join(folder, ...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, parts.at(-1) === 'latest' ? 'second' : '{}');
}

beforeAll(() => {
  process.chdir(folder);
  write('runs', 'mine', 'latest');
  for (const invocation of ['first', 'second']) {
    write('runs', 'mine', invocation, 'summary.json');
    write('runs', 'mine', invocation, 'runs', 'dann', 'a-to-b', 'seed-0', 'result.json');
  }
  write('runs', 'mine', 'second', 'runs', 'my method', 'a-to-b', 'seed-0', 'result.json');
  write('runs', 'many', 'one', 'summary.json');
  for (let seed = 0; seed < 12; seed += 1) {
    write('runs', 'many', 'one', 'runs', 'dann', 'a-to-b', `seed-${seed}`, 'result.json');
  }
});

afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

async function hintFor(given: string): Promise<string> {
  const error: unknown = await checkFinished(await followLatest(given), given).catch((caught: unknown) => caught);
  if (!isTrunklineError(error)) throw new Error('It was not refused.');
  expect(error).toMatchObject({ code: 'TL_RUN_NOT_FOUND', exitStatus: 2 });
  return error.hint ?? '';
}

const ofSecond = [
  'Choose one of its 2 runs:',
  `  --run ${join('runs', 'mine', 'second', 'runs', 'dann', 'a-to-b', 'seed-0')}`,
  `  --run "${join('runs', 'mine', 'second', 'runs', 'my method', 'a-to-b', 'seed-0')}"`,
].join('\n');

it.each(['mine', 'runs/mine', 'runs/mine/latest', 'runs/mine/second'])(
  '--run %s lists the runs of the latest invocation, ready to paste',
  async (given) => {
    expect(await hintFor(given)).toBe(ofSecond);
  },
);

it('an older invocation and a folder within one list their own', async () => {
  const run = join('runs', 'mine', 'first', 'runs', 'dann', 'a-to-b', 'seed-0');
  expect(await hintFor('runs/mine/first')).toBe(`Choose one of its runs:\n  --run ${run}`);
  expect(await hintFor('runs/mine/first/runs/dann')).toContain(run);
});

it('at most ten are listed; without any the shape of such a folder is told', async () => {
  const lines = (await hintFor('many/one')).split('\n');
  expect(lines).toHaveLength(12);
  expect(lines[0]).toBe('Choose one of its 12 runs:');
  expect(lines.at(-1)).toBe('  …');
  expect(await hintFor('nowhere')).toContain('seed-<n>');
});

it('the folder of a finished run is taken', async () => {
  await checkFinished(join('runs', 'mine', 'first', 'runs', 'dann', 'a-to-b', 'seed-0'), 'given');
});
