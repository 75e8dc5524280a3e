// Usage: npm run fuzz -- [--only jpeg,png] [--inputs 10000] [--seed 0]
// Gives each reader damaged files, in child processes. A file fails when anything but a TrunklineError comes of it, when it
// takes longer than 5 s, or when the process dies or holds 2 GiB. Such files are kept below reports/fuzz.
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutate } from './mutate.mjs';
import { loadTarget, targetNames } from './targets.mjs';

const hangMilliseconds = 5_000;
const startMilliseconds = 60_000;
const mostFailures = 20;
/** A process reads so many files: libraries in WebAssembly keep something of each damaged one. */
const filesOfAProcess = 2_000;
const kept = join(import.meta.dirname, '..', '..', '..', 'reports', 'fuzz');

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    inputs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '0' },
  },
});
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
const names = values.only === '' ? targetNames() : values.only.split(',');
const unknown = names.filter((name) => !targetNames().includes(name));
if (unknown.length > 0 || !(inputs > 0) || !Number.isInteger(seed)) {
  process.stderr.write(`Usage: npm run fuzz -- [--only ${targetNames().join(',')}] [--inputs 10000] [--seed 0]\n`);
  process.exit(2);
}

let failed = 0;
for (const name of names) failed += await fuzz(name);
process.stdout.write(
  failed === 0
    ? `${names.length} readers × ${inputs} inputs, seed ${seed}: nothing but errors that say what to do.\n`
    : `${failed} inputs failed; they are kept in ${kept}.\n`,
);
process.exitCode = failed === 0 ? 0 : 1;

/** Gives one target all its inputs; the number of those that failed. */
async function fuzz(name) {
  const scratch = mkdtempSync(join(tmpdir(), `trunkline-fuzz-${name}-`));
  const counts = { read: 0, refused: 0 };
  const failures = [];
  const begun = performance.now();
  let slowest = 0;
  for (let first = 0; first < inputs && failures.length < mostFailures;) {
    const { next, failure } = await runChild(name, first, scratch, (outcome, milliseconds) => {
      counts[outcome] += 1;
      slowest = Math.max(slowest, milliseconds);
    });
    if (failure) failures.push(failure);
    first = next;
  }
  if (failures.length > 0) await keep(name, failures, join(scratch, 'again'));
  rmSync(scratch, { recursive: true, force: true });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  process.stdout.write(
    `${name.padEnd(16)} ${String(counts.read).padStart(6)} read ${String(counts.refused).padStart(6)} refused ` +
      `${String(failures.length).padStart(4)} failed   slowest ${slowest.toFixed(0)} ms, ${seconds} s\n`,
  );
  return failures.length;
}

/** Runs a child until it ends or fails; where the next one begins. */
async function runChild(name, first, scratch, onDone) {
  const end = Math.min(inputs, first + filesOfAProcess);
  const child = fork(join(import.meta.dirname, 'child.mjs'), [name, seed, first, end, scratch].map(String), {
    execArgv: ['--max-old-space-size=1024'],
    env: { ...process.env, TRUNKLINE_CACHE: join(scratch, 'cache'), MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let [current, since, last] = [first, performance.now(), ''];
  child.stderr.on('data', (text) => (last = `${last}${text}`.slice(-2_000)));
  return await new Promise((resolve) => {
    let failure;
    const fail = (problem) => {
      failure ??= { number: current, problem };
      child.kill('SIGKILL');
    };
    let timer = setTimeout(() => fail('the seeds were not made within a minute'), startMilliseconds);
    child.on('message', ({ begun, done, outcome, problem }) => {
      clearTimeout(timer);
      if (begun !== undefined) {
        [current, since] = [begun, performance.now()];
        timer = setTimeout(() => fail(`no answer within ${hangMilliseconds / 1_000} s`), hangMilliseconds);
      } else if (problem !== undefined) fail(problem);
      else {
        onDone(outcome, performance.now() - since);
        current = done + 1;
      }
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      if (!failure && current < end)
        failure = { number: current, problem: `the process died (${signal ?? status}): ${last}` };
      resolve({ next: failure ? failure.number + 1 : end, failure });
    });
  });
}

/** Writes the inputs that failed, and says why. */
async function keep(name, failures, scratch) {
  mkdirSync(kept, { recursive: true });
  mkdirSync(scratch, { recursive: true });
  const seeds = await (await loadTarget(name)).seeds(scratch);
  for (const { number, problem } of failures) {
    const path = join(kept, `${name}-${seed}-${number}`);
    writeFileSync(path, mutate(seeds, seed, number));
    process.stdout.write(`${name} ${number}: ${problem.split('\n').slice(0, 6).join('\n    ')}\n    ${path}\n`);
  }
}
