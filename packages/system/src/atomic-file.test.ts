import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFileAtomic } from './atomic-file.ts';

const folder = async () => await mkdtemp(join(tmpdir(), 'trunkline-atomic-'));

it('writes text, bytes and chunks, making folders', async () => {
  const root = await folder();
  const path = join(root, 'a', 'b.bin');
  await writeFileAtomic(path, 'text');
  expect(await readFile(path, 'utf8')).toBe('text');
  await writeFileAtomic(path, [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  expect(await readdir(join(root, 'a'))).toEqual(['b.bin']);
});

it('a failure half-way leaves the old content and no temporary file', async () => {
  const root = await folder();
  const path = join(root, 'kept.txt');
  await writeFile(path, 'old');
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1);
    await Promise.resolve();
    throw new Error('half-way');
  }
  await expect(writeFileAtomic(path, chunks())).rejects.toThrow('half-way');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(root)).toEqual(['kept.txt']);
});

it('a full disk is said so', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    yield Uint8Array.of(0);
  }
  await expect(writeFileAtomic(join(await folder(), 'x'), endless())).rejects.toMatchObject({ code: 'TL_DISK_FULL' });
});

it('a folder that cannot be made is an error that names the path', async () => {
  const root = await folder();
  await writeFile(join(root, 'file'), '');
  await expect(writeFileAtomic(join(root, 'file', 'x'), 'y')).rejects.toThrow(/file/);
});
