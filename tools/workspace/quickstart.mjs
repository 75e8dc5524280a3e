// From a fresh clone to a comparison table: sets up what is missing, then runs one experiment on real images.
import { checkNode, doSteps, quickstartSteps, run, trunkline } from './steps.mjs';

const experimentSeconds = 240;

checkNode();
await doSteps(quickstartSteps, { after: experimentSeconds });
process.exit(await run([...trunkline, 'run', 'mnist-to-mnist-m', ...process.argv.slice(2)]));
