// From a fresh clone to a comparison table: sets up what is missing, then runs one experiment on real images.
import { checkNode, doSteps, run, setupSteps, trunkline } from './steps.mjs';

const experimentSeconds = 240;

checkNode();
await doSteps(setupSteps, { after: experimentSeconds });
process.exit(await run([...trunkline, 'run', 'mnist-to-mnist-m', ...process.argv.slice(2)]));
