// Runs an experiment with one build, in a process of its own.
// Usage: node run-experiment.mjs <root of the build> <job.json> <folder>. The job: { experiment, interrupt?, resume? }
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [root, file, folder] = process.argv.slice(2);
const { experiment, interrupt, resume = false } = JSON.parse(await readFile(file, 'utf8'));
const room = (name) => import(pathToFileURL(join(root, 'packages', name, 'dist', 'index.js')).href);
const { planExperiment, runExperiment } = await room('training');
const { describeEngine } = await room('engine');

const controller = new AbortController();
let interrupted = false;
try {
  await runExperiment(await planExperiment(experiment), {
    folder,
    resume,
    signal: controller.signal,
    onEvent(event) {
      if (event.type === 'run-failed') throw new Error(event.message);
      if (event.type !== 'step' || !interrupt) return;
      if (event.run.label === interrupt.label && event.step === interrupt.step) controller.abort();
    },
  });
} catch (error) {
  if (error.code !== 'TL_INTERRUPTED') throw error;
  interrupted = true;
}
if (interrupted !== (interrupt !== undefined)) throw new Error('The run ended before it was to be interrupted.');
const { name, version } = await describeEngine();
process.stdout.write(JSON.stringify({ engine: `${name} ${version}` }));
