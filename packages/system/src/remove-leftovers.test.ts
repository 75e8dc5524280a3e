import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { processStart } from './process-lock.ts';
import { removeLeftovers } from './remove-leftovers.ts';

it('R21: removes what dead processes left, and nothing that is in use or finished', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-leftovers-'));
  const dead = spawnSync(process.execPath, ['--eval', '0']).pid;
  const own = process.pid;
  const holder = (id: number): string =>
    JSON.stringify({ process: id, host: hostname(), started: processStart(id) ?? 'gone/1' });
  const files: Readonly<Record<string, string>> = {
    [`.summary.json.${dead}.0123456789ab.tmp`]: '',
    [`runs/a/.result.json.${dead}.0123456789ab.tmp`]: '',
    [`runs/a/checkpoint/.step-000000007.${dead}.partial/state.json`]: '{}',
    [`runs/a/journal.lock.${dead}.01234567`]: '',
    [`runs/a/journal.lock.${dead}.01234567.stale`]: '',
    [`runs/a/journal.mlflow.json.${dead}.tmp`]: '',
    'runs/a/journal.lock': holder(dead),
    'runs/b/journal.lock': '',
  };
  const kept: Readonly<Record<string, string>> = {
    [`.summary.json.${own}.0123456789ab.tmp`]: '',
    'journal.lock': holder(own),
    'runs/a/result.json': '{}',
    'runs/a/checkpoint/step-000000007/state.json': '{}',
    'runs/a/figures/1.2.tmp.png': '',
  };
  for (const [name, content] of Object.entries({ ...files, ...kept })) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  await removeLeftovers(folder);
  for (const name of Object.keys(files)) expect(existsSync(join(folder, name)), name).toBe(false);
  for (const name of Object.keys(kept)) expect(existsSync(join(folder, name)), name).toBe(true);
});
