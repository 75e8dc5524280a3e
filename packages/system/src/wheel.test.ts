import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sha256File } from './digest.ts';
import { fetchWheel, unpackZip, type Wheel } from './wheel.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trunkline-wheel-'));
  vi.stubEnv('TRUNKLINE_CACHE', join(root, 'cache'));
});
afterEach(() => vi.unstubAllEnvs());

/** A zip made by Python, with the given entries. */
function zip(name: string, entries: Record<string, string>): string {
  const path = join(root, name);
  const script =
    'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],"w")\n[z.writestr(k,v) for k,v in json.loads(sys.argv[2]).items()]\nz.close()';
  execFileSync('python3', ['-c', script, path, JSON.stringify(entries)]);
  return path;
}

async function wheelOf(path: string): Promise<Wheel> {
  return {
    name: 'thing',
    version: '1.0',
    filename: 'thing-1.0-py3-none-any.whl',
    sha256: await sha256File(path),
    bytes: (await stat(path)).size,
    pipArguments: [],
  };
}

it('a wheel at hand is verified, cached and served without a second copy', async () => {
  const path = zip('given.whl', { 'a/b.txt': 'hello' });
  const wheel = await wheelOf(path);
  const cached = await fetchWheel(wheel, { from: path });
  expect(await sha256File(cached)).toBe(wheel.sha256);
  expect(await fetchWheel(wheel, { from: join(root, 'not-there') })).toBe(cached);
  expect((await readdir(join(root, 'cache', 'wheels'))).filter((name) => !name.endsWith('.lock'))).toEqual([
    wheel.filename,
  ]);
});

it('a wheel with another digest is refused and nothing of it stays', async () => {
  const path = zip('given.whl', { 'a.txt': 'x' });
  const wheel = { ...(await wheelOf(path)), sha256: '0'.repeat(64) };
  await expect(fetchWheel(wheel, { from: path })).rejects.toMatchObject({ code: 'TL_DIGEST_MISMATCH' });
  expect(existsSync(join(root, 'cache', 'wheels', wheel.filename))).toBe(false);
});

it('a cached wheel that was cut short is fetched again', async () => {
  const path = zip('given.whl', { 'a.txt': 'x' });
  const wheel = await wheelOf(path);
  const cached = await fetchWheel(wheel, { from: path });
  await writeFile(cached, 'short');
  await fetchWheel(wheel, { from: path });
  expect(await sha256File(cached)).toBe(wheel.sha256);
});

it('a download that cannot work says how to give the wheel by hand', async () => {
  vi.stubEnv('TRUNKLINE_PYTHON', join(root, 'no-such-python'));
  const wheel: Wheel = {
    name: 'thing',
    version: '1.0',
    filename: 'thing.whl',
    sha256: '0',
    bytes: 1,
    pipArguments: [],
  };
  await expect(fetchWheel(wheel)).rejects.toMatchObject({
    code: 'TL_DOWNLOAD_FAILED',
    hint: expect.stringContaining('--from'),
  });
});

it('unpacks what is chosen', async () => {
  const path = zip('z.zip', { 'keep/one.txt': '1', 'drop/two.txt': '2' });
  const into = join(root, 'out');
  await unpackZip(path, into, (name) => (name.startsWith('keep/') ? name.slice(5) : undefined));
  expect(await readFile(join(into, 'one.txt'), 'utf8')).toBe('1');
  expect(await readdir(into)).toEqual(['one.txt']);
});

it('refuses to write outside the folder', async () => {
  const path = zip('z.zip', { 'a.txt': '1' });
  await expect(unpackZip(path, join(root, 'out'), () => '../escaped.txt')).rejects.toMatchObject({
    code: 'TL_ARCHIVE_UNSAFE',
  });
  expect(existsSync(join(root, 'escaped.txt'))).toBe(false);
});
