// Logs a run slowly until it is killed; used by the end-to-end test. Arguments: run folder, run id, first step.
import { openTracker } from '../dist/index.js';

const [folder, id, from] = process.argv.slice(2);
const tracker = await openTracker({ folder, gatherMilliseconds: 20 });
const run = tracker.startRun({ experiment: 'killed', name: 'killed', id });
for (let step = Number(from); ; step++) {
  run.logMetrics({ 'train/loss/total': 1 / (step + 1) }, step);
  if (step % 10 === 0) process.stdout.write(`${JSON.stringify({ step: step + 1, position: tracker.position() })}\n`);
  await new Promise((resolve) => setTimeout(resolve, 3));
}
