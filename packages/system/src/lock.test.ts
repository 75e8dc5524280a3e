import { spawn } from 'node:child_process';
import { mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withLock } from './lock.ts';
import { processStart } from './process-lock.ts';

it('work under one lock never overlaps', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'trunkline-lock-')), 'thing');
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside -= 1;
    return most;
  };
  await Promise.all([1, 2, 3].map(() => withLock(path, work)));
  expect(most).toBe(1);
});

it('no wait fails at once and says who to wait for', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'trunkline-lock-')), 'thing');
  await withLock(path, async () => {
    let told = 0;
    const second = withLock(path, async () => await Promise.resolve(1), {
      waitMilliseconds: 0,
      onWait: () => (told += 1),
    });
    await expect(second).rejects.toMatchObject({ code: 'TL_LOCKED' });
    expect(told).toBe(0);
  });
  expect(await withLock(path, async () => await Promise.resolve(2), { waitMilliseconds: 0 })).toBe(2);
});

it('the lock is released when the work fails', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'trunkline-lock-')), 'thing');
  await expect(withLock(path, async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(path, async () => await Promise.resolve(3), { waitMilliseconds: 0 })).toBe(3);
});

it('a holder that computes without a pause keeps its lock', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'trunkline-lock-')), 'thing');
  const busy = spawn(process.execPath, ['--eval', 'const end = Date.now() + 2000; while (Date.now() < end);']);
  let ended = false;
  busy.on('close', () => (ended = true));
  const holder = { process: busy.pid, host: hostname(), started: processStart(busy.pid as number) };
  await writeFile(`${path}.lock`, JSON.stringify(holder));
  await utimes(`${path}.lock`, 1, 1); // old, and still held
  await expect(withLock(path, async () => await Promise.resolve(1), { waitMilliseconds: 0 })).rejects.toMatchObject({
    code: 'TL_LOCKED',
  });
  await withLock(path, async () => await Promise.resolve(expect(ended).toBe(true)));
}, 20_000);

it('a lock whose process has died is free at once', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'trunkline-lock-')), 'thing');
  const dead = spawn(process.execPath, ['--eval', '0']);
  await new Promise((resolve) => dead.on('close', resolve));
  await writeFile(`${path}.lock`, JSON.stringify({ process: dead.pid, host: hostname() }));
  expect(await withLock(path, async () => await Promise.resolve(4), { waitMilliseconds: 0 })).toBe(4);
});

it.each(['', 'null', '7', '[]', '{}', '{"process":"x","host":"elsewhere"}', '\0\0\0\0', '{"process":1'])(
  'R13: a lock file that holds no lock is held by nobody: %j',
  async (content) => {
    const path = join(await mkdtemp(join(tmpdir(), 'trunkline-lock-')), 'thing');
    await writeFile(`${path}.lock`, content);
    expect(await withLock(path, async () => await Promise.resolve(5), { waitMilliseconds: 0 })).toBe(5);
  },
);
