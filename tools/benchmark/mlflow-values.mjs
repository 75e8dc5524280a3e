// How long 10,000 metric values take until the MLflow server has them all: this repository's tracker, one logMetrics call
// a value, beside MLflow's Python client, one log_metric call a value (and, for fairness, its log_batch of 1000).
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparison } from './comparison.mjs';
import { runOnce } from './sides.mjs';

export const cases = [
  {
    names: ['mlflow/values'],
    seconds: ({ quick }) => (quick ? 40 : 150),
    run: async ({ quick }) => [await mlflowValues(quick ? 1000 : 10_000)],
  },
];

/** Runs the benchmark on a server with a fresh store. */
async function mlflowValues(values) {
  const { installMlflow, mlflowDown, mlflowUp } = await import('@trunkline/tracking');
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-values-'));
  const store = join(folder, 'store');
  try {
    const { python } = await installMlflow();
    const server = await mlflowUp({ folder: store, port: await freePort(), onNotice: () => undefined });
    const ours = await logWithTracker(join(folder, 'run'), server.environment, values);
    const script = join(import.meta.dirname, 'mlflow-values.py');
    const environment = { ...server.environment, MLFLOW_DISABLE_TELEMETRY: 'true' };
    const peer = await runOnce(python, [script, String(values)], environment);
    return comparison({
      name: 'mlflow/values',
      ours: ours.seconds,
      peer: peer.single,
      peerName: 'MLflow’s Python client, log_metric',
      unit: 's',
      timesFaster: peer.single / ours.seconds,
      peerBatched: peer.batched,
      microsecondsPerCall: ours.microsecondsPerCall,
      values,
    });
  } finally {
    await mlflowDown({ folder: store });
    await rm(folder, { recursive: true, force: true });
  }
}

async function logWithTracker(folder, environment, values) {
  const { openTracker } = await import('@trunkline/tracking');
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

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await mlflowValues(Number(process.argv[2] ?? 10_000))));
}
