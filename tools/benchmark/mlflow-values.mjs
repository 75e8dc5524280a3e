// How long 10,000 metric values take until the MLflow server has them all: this repository's tracker, one logMetrics call
// a value, beside MLflow's Python client, one log_metric call a value (and, for fairness, its log_batch of 1000).
// Usage: node tools/benchmark/mlflow-values.mjs [values]. Seconds; ratio = peer / ours, so above 1 means ours is faster.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installMlflow, mlflowDown, mlflowUp, openTracker } from '@trunkline/tracking';

/** Runs the benchmark on a server with a fresh store. */
export async function mlflowValues(values = 10_000) {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-values-'));
  const store = join(folder, 'store');
  try {
    const { python } = await installMlflow();
    const server = await mlflowUp({ folder: store, port: 5800, onNotice: () => undefined });
    const ours = await logWithTracker(join(folder, 'run'), server.environment, values);
    const { stdout } = await promisify(execFile)(
      python,
      [join(import.meta.dirname, 'mlflow-values.py'), String(values)],
      { env: { ...process.env, ...server.environment, MLFLOW_DISABLE_TELEMETRY: 'true' } },
    );
    const peer = JSON.parse(stdout.trim().split('\n').at(-1));
    return {
      name: 'mlflow/values',
      ours: ours.seconds,
      peer: peer.single,
      ratio: peer.single / ours.seconds,
      peerBatched: peer.batched,
      microsecondsPerCall: ours.microsecondsPerCall,
      values,
    };
  } finally {
    await mlflowDown({ folder: store });
    await rm(folder, { recursive: true, force: true });
  }
}

async function logWithTracker(folder, environment, values) {
  const tracker = await openTracker({ folder, environment });
  const run = tracker.startRun({ experiment: 'mlflow-values', name: 'values' });
  await tracker.flush();
  const start = performance.now();
  for (let step = 0; step < values; step++) run.logMetrics({ 'train/loss/total': 1 / (step + 1) }, step);
  const logged = performance.now();
  await tracker.flush();
  const seconds = (performance.now() - start) / 1000;
  const { pending } = await tracker.close();
  if (pending > 0) throw new Error(`${pending} records did not arrive`);
  return { seconds, microsecondsPerCall: ((logged - start) * 1000) / values };
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await mlflowValues(Number(process.argv[2] ?? 10_000))));
}
