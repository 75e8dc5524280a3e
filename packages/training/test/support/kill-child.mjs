// Runs the experiment of argv[2] (JSON) in the folder of argv[3], resuming what is there, with a checkpoint at every step.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planExperiment, runExperiment, ActivationCache } from '../../dist/index.js';

const [, , experiment, folder, activations] = process.argv;
const plan = await planExperiment(JSON.parse(experiment));
await runExperiment(plan, {
  folder,
  resume: existsSync(join(folder, 'experiment.json')),
  checkpointSeconds: 0,
  activations: new ActivationCache({ folder: activations }),
  onEvent: (event) => {
    if (event.type === 'run-started' || event.type === 'notice')
      process.stdout.write(`${JSON.stringify({ type: event.type, step: event.step, message: event.message })}\n`);
    if (event.type === 'step') process.stdout.write('step\n');
  },
});
