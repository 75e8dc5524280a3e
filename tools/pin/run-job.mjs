import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readNumbers } from './read-numbers.mjs';

const child = join(import.meta.dirname, 'run-experiment.mjs');

/** Runs a job with one build. Gives its engine and the numbers of its runs. `whole`: without the interruption. */
export async function runJob(root, { name, experiment, interrupt, threads = 1 }, { pictures, rows, whole = false }) {
  const work = await mkdtemp(join(tmpdir(), 'trunkline-pin-'));
  try {
    const cache = join(work, 'cache');
    await mkdir(cache);
    await symlink(await engineFolder(root), join(cache, 'engine'));
    const env = { TRUNKLINE_CACHE: cache, TRUNKLINE_THREADS: String(threads), MLFLOW_TRACKING_URI: '' };
    const chosen = { ...experiment, methods: experiment.methods.filter(({ label }) => rows.includes(label)) };
    const given = JSON.parse(JSON.stringify(chosen).replaceAll('<pictures>', JSON.stringify(pictures).slice(1, -1)));
    const folder = join(work, 'invocation');
    const run = async (extra) => {
      const file = join(work, 'job.json');
      await writeFile(file, JSON.stringify({ experiment: given, ...extra }));
      return await runChild([child, root, file, folder], env, name);
    };
    if (interrupt && !whole) await run({ interrupt });
    const { engine } = await run({ resume: interrupt !== undefined && !whole });
    return { engine, runs: await readNumbers(folder, { targets: experiment.data.targets.length }) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function engineFolder(root) {
  const { cacheFolder } = await import(pathToFileURL(join(root, 'packages', 'system', 'dist', 'cache-folder.js')).href);
  return cacheFolder('engine');
}

function runChild(args, env, name) {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...env },
    });
    let [output, errors] = ['', ''];
    running.stdout.on('data', (chunk) => (output += chunk));
    running.stderr.on('data', (chunk) => (errors += chunk));
    running.once('error', reject);
    running.once('close', (status, signal) => {
      if (status === 0) resolve(JSON.parse(output));
      else reject(new Error(`${name}: ${args.slice(1).join(' ')} ended with ${status ?? signal}.\n${errors.trim()}`));
    });
  });
}
