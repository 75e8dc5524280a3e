import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyExperiment, writeExperiment, writeImageFolder } from './support/pictures.ts';
import { begunInvocations, bin, start, trunkline, until } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-resume-'));
const common = ['--no-report', '--checkpoint-seconds', '0.1'];
let experiment = '';
let reference: Record<string, string> = {};

/** Digest of everything a run leaves that must not depend on interruptions: numbers, curves, weights; not times. */
function digestsOf(runs: string): Record<string, string> {
  const invocation = join(runs, 'tiny', begunInvocations(join(runs, 'tiny')).at(-1) ?? '');
  const digests: Record<string, string> = {};
  for (const name of readdirSync(join(invocation, 'runs'), { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(invocation, 'runs', name);
    if (name.endsWith('result.json')) {
      const result = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      const curves = Object.entries(result['curves'] as object).filter(([key]) => !/^(time|system)\//.test(key));
      digests[name] = JSON.stringify({ ...result, cost: undefined, curves: Object.fromEntries(curves) });
    } else if (/\.(safetensors|png)$|embeddings\.json$/.test(name)) {
      digests[name] = createHash('sha256').update(readFileSync(path)).digest('hex');
    }
  }
  return digests;
}

function place(): string {
  return mkdtempSync(join(folder, 'place-'));
}

function metricsLogged(runs: string): string[] {
  const invocation = join(runs, 'tiny', begunInvocations(join(runs, 'tiny')).at(-1) ?? '');
  const files = readdirSync(invocation, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('journal.jsonl'))
    .flatMap((name) => readFileSync(join(invocation, name), 'utf8').trim().split('\n'));
}

/** How far the runs came: names of checkpoints and results. */
function progressOf(cwd: string): string {
  if (begunInvocations(join(cwd, 'runs', 'tiny')).length === 0) return '';
  const names = readdirSync(join(cwd, 'runs'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /step-\d+$|result\.json$/.test(name))
    .sort()
    .join();
}

/** Waits until the runs have come further than that. */
async function furtherThan(before: string, cwd: string): Promise<void> {
  await until(() => {
    try {
      return progressOf(cwd) !== before;
    } catch {
      return false; // a checkpoint was replaced while it was listed
    }
  });
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeAll(async () => {
  const plain = join(folder, 'plain');
  const light = join(folder, 'light');
  await writeImageFolder(plain, 12);
  await writeImageFolder(light, 12, 30);
  // in the process that is killed: what happens to workers is tested where they are
  const threadsPerRun = availableParallelism();
  const training = {
    threadsPerRun,
    steps: 200,
    batchSize: 8,
    evaluateEvery: 40,
    optimiser: { name: 'adam', learningRate: 0.001 },
  };
  experiment = writeExperiment(folder, tinyExperiment(plain, light, { training }));
  const cwd = place();
  expect((await trunkline(['run', experiment, ...common], { cwd })).status).toBe(0);
  reference = digestsOf(join(cwd, 'runs'));
  expect(Object.keys(reference).filter((name) => name.endsWith('result.json'))).toHaveLength(2);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('killed at eight moments and resumed each time, a run ends with the same numbers, bit for bit', async () => {
  const cwd = place();
  const begun = (): boolean => begunInvocations(join(cwd, 'runs', 'tiny')).length > 0;
  let kills = 0;
  let told = '';
  // while it starts, soon after it has begun to train, and a little later each time
  for (const moment of [
    300,
    'a checkpoint',
    900,
    'a checkpoint',
    'a checkpoint',
    'a checkpoint',
    'a checkpoint',
    600,
  ]) {
    const before = progressOf(cwd);
    const run = start(['run', experiment, ...common, ...(begun() ? ['--resume'] : [])], { cwd });
    if (typeof moment === 'number') await pause(moment);
    else {
      await furtherThan(before, cwd);
      await pause(17 * kills);
    }
    run.kill('SIGKILL');
    const { signal, stderr } = await run.ended;
    told += stderr;
    if (signal === 'SIGKILL') kills += 1;
  }
  const last = await trunkline(['run', experiment, ...common, ...(begun() ? ['--resume'] : [])], { cwd });
  expect(last.status).toBe(0);
  expect(kills).toBeGreaterThan(3);
  expect(told).toMatch(/goes on from step [1-9]/); // not always from the start
  expect(digestsOf(join(cwd, 'runs'))).toEqual(reference);
  const lines = metricsLogged(join(cwd, 'runs'));
  expect(lines.map((line) => JSON.parse(line) as unknown)).not.toHaveLength(0);
  const leftovers = readdirSync(join(cwd, 'runs'), { recursive: true, encoding: 'utf8' });
  expect(leftovers.filter((name) => name.endsWith('.partial'))).toEqual([]);
});

it('Ctrl-C stops at the next step, says how to go on, and going on ends with the same numbers', async () => {
  const cwd = place();
  const run = start(['run', experiment, ...common], { cwd });
  await furtherThan('', cwd);
  run.kill('SIGINT');
  const { status, stderr } = await run.ended;
  expect(status).toBe(3);
  expect(stderr).toContain('Stopping at the next step');
  expect(stderr).toContain('[TL_INTERRUPTED]');
  const hint = /Go on with: (?:npx )?trunkline (.*)$/m.exec(stderr)?.[1]?.split(' ') ?? [];
  expect(hint).toContain('--resume');
  const resumed = await trunkline(hint, { cwd });
  expect(resumed.status).toBe(0);
  expect(digestsOf(join(cwd, 'runs'))).toEqual(reference);
});

it('a second Ctrl-C ends at once, and nothing is lost', async () => {
  const cwd = place();
  const wide = ['--set', 'trunk.width=1', '--set', 'training.batchSize=32']; // steps that take a while
  const run = start(['run', experiment, ...common, ...wide], { cwd });
  await until(() => begunInvocations(join(cwd, 'runs', 'tiny')).length > 0);
  await pause(1500);
  const impatient = setInterval(() => run.kill('SIGINT'), 15);
  const { status, signal } = await run.ended;
  clearInterval(impatient);
  expect(signal === 'SIGINT' ? 130 : status).toBe(130); // a third one while it ends is what a shell calls 130 too
  const logged = metricsLogged(join(cwd, 'runs'));
  for (const line of logged) expect(() => JSON.parse(line) as unknown).not.toThrow();
  // the same command with --resume takes it up again: it is not refused as changed, locked or damaged
  const again = start(['run', experiment, ...common, ...wide, '--resume'], { cwd });
  await until(() => metricsLogged(join(cwd, 'runs')).length > logged.length);
  again.kill('SIGKILL');
  expect((await again.ended).signal).toBe('SIGKILL');
  const other = await trunkline(['run', experiment, ...common, ...wide, '--resume', 'nothing-of-the-kind'], { cwd });
  expect(other.status).toBe(2);
});

it('on a terminal a bar shows how far it is, and Ctrl-C is typed', async () => {
  const cwd = place();
  const command = [process.execPath, bin, 'run', experiment, ...common].map((word) => `'${word}'`).join(' ');
  // `exec`, because a shell that waits for the command takes the typed Ctrl-C too and ends with a status of its own.
  const terminal = spawn('script', ['--quiet', '--return', '--flush', '--command', `exec ${command}`, '/dev/null'], {
    cwd,
    env: { ...process.env, TERM: 'xterm', MLFLOW_TRACKING_URI: undefined },
  });
  let screen = '';
  terminal.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => terminal.on('close', resolve));
  await until(() => /[█░]{12} run 1\/2 · about .* left · step \d+\/200 · loss/.test(screen));
  terminal.stdin.write('\x03');
  expect(await ended).toBe(3);
  expect(screen).toContain('press Ctrl-C again');
});

it('a resumed invocation that had finished changes nothing', async () => {
  const cwd = place();
  const fast = ['--set', 'training.steps=6', '--set', 'training.evaluateEvery=3'];
  expect((await trunkline(['run', experiment, ...common, ...fast], { cwd })).status).toBe(0);
  const before = digestsOf(join(cwd, 'runs'));
  const again = await trunkline(['run', experiment, ...common, ...fast, '--resume'], { cwd });
  expect(again.status).toBe(0);
  expect(again.stderr).toContain('had finished before');
  expect(digestsOf(join(cwd, 'runs'))).toEqual(before);
  const other = await trunkline(['run', experiment, ...common, '--resume', '--json'], { cwd });
  expect(other.status).toBe(2);
  expect(other.stderr).toContain('TL_EXPERIMENT_CHANGED');
});
