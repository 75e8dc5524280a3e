import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

it('makes what is missing, and twice is fine', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'trunkline-folder-')), 'a', 'b', 'c');
  await makeFolder(path);
  await makeFolder(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

it('a file in the way is an error', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'trunkline-folder-')), 'file');
  await writeFile(file, '');
  await expect(makeFolder(file)).rejects.toThrow(/EEXIST/);
  await expect(makeFolder(join(file, 'below'))).rejects.toThrow(/ENOTDIR/);
});

it.runIf(process.platform === 'linux')('a folder below /proc is refused at once', { timeout: 5000 }, async () => {
  await expect(makeFolder('/proc/self/runs/deep')).rejects.toMatchObject({
    code: expect.stringMatching(/^TL_(FILE_MISSING|NO_PERMISSION)$/) as string,
  });
});
