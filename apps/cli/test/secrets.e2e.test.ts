import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '@trunkline/system';
import { mlflowDown, mlflowUp, type MlflowServer } from '@trunkline/tracking';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyExperiment, writeExperiment, writeImageFolder } from './support/pictures.ts';
import { trunkline } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-secrets-'));
const store = join(folder, 'server');
const work = join(folder, 'work');
let server: MlflowServer;

/** A secret of each kind; every one holds this word. */
const canary = 'c4n4ry';
const environment = {
  MY_SERVICE_TOKEN: `${canary}-of-a-token`,
  DEPLOY_PASSWORD: `${canary} of a password`,
  SOME_SECRET: `${canary}/of+a=secret`,
  OTHER_KEY: `${canary}-of-a-key`,
  DATABASE: `postgres://ada:${canary}-in-an-address@db/x`,
  TRUNKLINE_CACHE: join(folder, 'cache'),
};
const carried = [
  environment.MY_SERVICE_TOKEN,
  environment.DEPLOY_PASSWORD,
  environment.SOME_SECRET,
  environment.OTHER_KEY,
  `${canary}-in-an-address`,
  `https://ada:${canary}@host/x`,
  `--token ${canary}x --password=${canary}y`,
  `hf_${canary}abcdefghijklmnopqrst`,
  `ghp_${canary}abcdefghijklmnopqrst`,
  `sk-${canary}abcdefghijklmnopqrst`,
].join('; ');

beforeAll(async () => {
  server = await mlflowUp({ folder: store, port: 5655, quiet: true, onNotice: () => undefined });
  mkdirSync(environment.TRUNKLINE_CACHE);
  symlinkSync(cacheFolder('engine'), join(environment.TRUNKLINE_CACHE, 'engine'));
  await writeImageFolder(join(work, 'plain'), 12);
  await writeImageFolder(join(work, 'light'), 12, 30);
}, 300_000);

afterAll(async () => {
  await mlflowDown({ folder: store });
  rmSync(folder, { recursive: true, force: true });
});

/** Files below a folder whose bytes hold a canary. */
function leaks(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(canary));
}

it('R1: secrets of the environment, of addresses, of --set, of the command and of the file stand in nothing that is written or sent', async () => {
  const training = { steps: 4, batchSize: 8, evaluateEvery: 2 };
  const change = {
    training,
    methods: [{ method: 'source-only', label: 'plain' }],
    description: `From the file: ${carried}`,
  };
  writeExperiment(work, tinyExperiment(join(work, 'plain'), join(work, 'light'), change));
  const env = { ...environment, ...server.environment };
  const first = await trunkline(['run', 'tiny.experiment.json', '--workers', '1'], { cwd: work, env });
  expect(first.status, first.stderr).toBe(0);
  const set = ['--set', `description=From --set: ${carried}`];
  const second = await trunkline(['run', 'tiny.experiment.json', ...set, '--workers', '2'], { cwd: work, env });
  expect(second.status, second.stderr).toBe(0);
  const failed = await trunkline(['run', `none-${environment.MY_SERVICE_TOKEN}.json`], { cwd: work, env });
  expect(failed.status).toBe(2);
  for (const { stdout, stderr } of [first, second, failed]) expect(stdout + stderr).not.toContain(canary);
  expect(leaks(join(work, 'runs'))).toEqual([]);
  expect(leaks(join(folder, 'cache'))).toEqual([]);
  expect(leaks(store)).toEqual([]);
  const written = readdirSync(join(work, 'runs'), { recursive: true, encoding: 'utf8' });
  for (const name of ['experiment.json', 'plan.json', 'summary.json', 'report.html', 'result.json', 'journal.jsonl']) {
    expect(
      written.some((path) => path.endsWith(name)),
      name,
    ).toBe(true);
  }
  // what was written is still the experiment that is resumed
  const resumed = await trunkline(['run', 'tiny.experiment.json', ...set, '--resume'], { cwd: work, env });
  expect(resumed.status, resumed.stderr).toBe(0);
}, 300_000);
