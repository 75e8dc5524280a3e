import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.mjs', import.meta.url));
const run = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [main, ...args])).stdout;

it('gives readers damaged files, the same ones for the same seed', async () => {
  const args = ['--only', 'idx,png', '--inputs', '25', '--seed', '3'];
  const counts = (text: string): string[] => text.match(/^\w+ +\d+ read +\d+ refused +0 failed/gm) ?? [];
  const [once, again] = [await run(...args), await run(...args)];
  expect(once).toContain('2 readers × 25 inputs, seed 3: nothing but errors that say what to do.');
  expect(counts(once)).toHaveLength(2);
  expect(counts(again)).toEqual(counts(once));
});

it('names its targets to who names another', async () => {
  await expect(run('--only', 'jpg')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('journal,jpeg'),
  });
});
