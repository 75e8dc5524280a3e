// Runs one experiment as a user's program would, to the end, and answers with a line of JSON.
// Usage: node experiment-worker.mjs <experiment.json> <folder of the invocation>
import { readFile } from 'node:fs/promises';
import { planExperiment, runExperiment } from '@trunkline/training';

const [file, folder] = process.argv.slice(2);
const stepEnds = [];
const plan = await planExperiment(JSON.parse(await readFile(file, 'utf8')));
const results = [];
const start = performance.now();
await runExperiment(plan, {
  folder,
  onEvent(event) {
    if (event.type === 'step') stepEnds.push(performance.now());
    if (event.type === 'run-finished') results.push(event.result);
    if (event.type === 'run-failed') throw new Error(event.message);
  },
});
const answer = {
  seconds: (performance.now() - start) / 1000,
  memory: process.resourceUsage().maxRSS / 1024,
  // of one run, the last step left out: the final evaluation is part of it
  stepSeconds: stepEnds.slice(1, -1).map((end, index) => (end - stepEnds[index]) / 1000),
  accuracy: results.reduce((sum, { targetTest }) => sum + targetTest.accuracy, 0) / results.length,
  prefixImages: results.reduce((sum, { cost }) => sum + cost.prefixImagesComputed, 0),
};
console.log(JSON.stringify(answer));
