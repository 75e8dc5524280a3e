// Runs the experiment of argv[2] (JSON) in the folder of argv[3] with the activations of argv[4] and as many workers as argv[5]
// says, resuming what is there. Says each event on standard output, stops at SIGINT, ends with the exit status of the error.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planExperiment, runExperiment, ActivationCache } from '../../dist/index.js';

const [, , experiment, folder, activations, workers] = process.argv;
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
try {
  await runExperiment(await planExperiment(JSON.parse(experiment)), {
    folder,
    resume: existsSync(join(folder, 'experiment.json')),
    signal: stop.signal,
    workers: Number(workers),
    activations: new ActivationCache({ folder: activations }),
    onEvent: ({ type, run, step, message }) =>
      process.stdout.write(`${JSON.stringify({ type, id: run?.id, step, message })}\n`),
  });
} catch (error) {
  process.stdout.write(`${JSON.stringify({ type: 'error', code: error.code, message: error.message })}\n`);
  process.exitCode = error.exitStatus ?? 1;
}
