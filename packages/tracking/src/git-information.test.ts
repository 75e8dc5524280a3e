import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gitInformation } from './git-information.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder })
    .toString()
    .trim();

it('commit, branch, changes and the remote without credentials', async () => {
  git('init', '-q', '-b', 'topic');
  writeFileSync(join(folder, 'a.txt'), '1');
  git('add', 'a.txt');
  git('commit', '-qm', 'one');
  git('remote', 'add', 'origin', 'https://user:hunter22@example.org/a.git');
  const commit = git('rev-parse', 'HEAD');
  const clean = { commit, branch: 'topic', dirty: false, remote: 'https://***@example.org/a.git' };
  expect(await gitInformation(folder)).toEqual(clean);
  writeFileSync(join(folder, 'a.txt'), '2');
  expect(await gitInformation(folder)).toEqual({ ...clean, dirty: true });
  writeFileSync(join(folder, 'a.txt'), '1');
  writeFileSync(join(folder, 'new.txt'), 'in no commit');
  expect((await gitInformation(folder))?.dirty).toBe(true);
  git('checkout', '-q', '--detach');
  expect((await gitInformation(folder))?.branch).toBeUndefined();
});

it('outside a repository, in an empty one, and without git there is nothing to say', async () => {
  expect(await gitInformation(folder)).toBeUndefined();
  git('init', '-q');
  expect(await gitInformation(folder)).toBeUndefined();
  const { PATH } = process.env;
  process.env['PATH'] = '/nowhere';
  try {
    expect(await gitInformation(folder)).toBeUndefined();
  } finally {
    process.env['PATH'] = PATH;
  }
});
