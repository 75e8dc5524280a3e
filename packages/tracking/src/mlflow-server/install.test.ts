import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installMlflow, mlflowEnvironment } from './install.ts';

let cache: string;
const before = process.env['TRUNKLINE_CACHE'];
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'install-'));
  process.env['TRUNKLINE_CACHE'] = cache;
});
afterEach(() => {
  if (before === undefined) delete process.env['TRUNKLINE_CACHE'];
  else process.env['TRUNKLINE_CACHE'] = before;
  rmSync(cache, { recursive: true, force: true });
});

/** A stand-in for Python that makes environments whose pip "installs" by touching files, and writes down its calls. */
function pretendPython(version: string, pipStatus = 0): string {
  const path = join(cache, 'python');
  const inside = join(cache, 'python-inside');
  writeFileSync(
    inside,
    `#!/bin/sh
echo pip >> ${cache}/calls
touch "$(dirname "$0")/mlflow"
echo Collecting mlflow
echo ERROR: broken
exit ${pipStatus}
`,
  );
  chmodSync(inside, 0o755);
  writeFileSync(
    path,
    `#!/bin/sh
case "$*" in
  -c*) echo ${version};;
  "-m venv"*) mkdir -p "$3/bin" && cp ${inside} "$3/bin/python";;
esac
`,
  );
  chmodSync(path, 0o755);
  return path;
}

const calls = (): number => readFileSync(join(cache, 'calls'), 'utf8').trim().split('\n').length;

it('two installations at once do the work once, and a third finds it done', async () => {
  const python = pretendPython('3.12.1');
  const both = await Promise.all([installMlflow({ python, quiet: true }), installMlflow({ python, quiet: true })]);
  expect(both.map((one) => one.already).sort()).toEqual([false, true]);
  expect((await installMlflow({ python, quiet: true })).already).toBe(true);
  expect(calls()).toBe(1);
});

it('an installation that was interrupted starts over', async () => {
  const { folder } = mlflowEnvironment();
  mkdirSync(join(folder, 'venv', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'venv', 'half-unpacked'), '');
  writeFileSync(join(folder, 'venv', 'bin', 'mlflow'), '');
  expect(mlflowEnvironment().complete).toBe(false);
  await installMlflow({ python: pretendPython('3.10.0'), quiet: true });
  expect(mlflowEnvironment().complete).toBe(true);
  expect(existsSync(join(folder, 'venv', 'half-unpacked'))).toBe(false);
});

it('an installation that fails shows what pip said and is not taken for complete', async () => {
  await expect(installMlflow({ python: pretendPython('3.11.0', 1), quiet: true })).rejects.toMatchObject({
    code: 'TL_MLFLOW_INSTALL',
    message: expect.stringContaining('ERROR: broken') as string,
  });
  expect(mlflowEnvironment().complete).toBe(false);
});

it('an old Python and a missing one are explained', async () => {
  await expect(installMlflow({ python: pretendPython('3.9.18'), quiet: true })).rejects.toMatchObject({
    code: 'TL_PYTHON_OLD',
    message: expect.stringContaining('3.9.18') as string,
  });
  await expect(installMlflow({ python: join(cache, 'none'), quiet: true })).rejects.toMatchObject({
    code: 'TL_PYTHON_MISSING',
  });
});
