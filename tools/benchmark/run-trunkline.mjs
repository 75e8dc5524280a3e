import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOnce } from './sides.mjs';

/** Parts of an experiment that are the same in all benchmarks: no report, one validator, one evaluation at the end. */
export const bare = ({ training, ...experiment }) => ({
  validators: ['source-validation-accuracy'],
  report: { camImages: 0, embeddingImages: 0 },
  training: { evaluateEvery: training.steps, ...training },
  ...experiment,
});

/**
 * Runs an experiment in a process of its own, with this cache and the journal as its only tracker; `env` is added to the
 * environment.
 */
export async function runTrunkline(experiment, cache, env = {}) {
  const folder = await mkdtemp(join(cache, 'invocation-'));
  const file = join(folder, 'benchmark.json');
  await writeFile(file, JSON.stringify(experiment));
  const worker = join(import.meta.dirname, 'experiment-worker.mjs');
  const environment = { TRUNKLINE_CACHE: cache, MLFLOW_TRACKING_URI: '', ...env };
  return await runOnce(process.execPath, [worker, file, join(folder, 'run')], environment);
}

/** Gives `work` a folder that is removed afterwards. */
export async function inTemporaryFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
