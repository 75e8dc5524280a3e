// Builds, and runs tools/kill/main.mjs with the same arguments: does an experiment that is killed end as one that is not?
import { join } from 'node:path';
import { checkNode, doSteps, root, run, setupSteps } from './steps.mjs';

const needed = ['npm packages', 'build of the packages', 'native TensorFlow engine'];

checkNode();
await doSteps(setupSteps.filter(({ label }) => needed.some((start) => label.startsWith(start))));
process.exitCode = await run([process.execPath, join(root, 'tools', 'kill', 'main.mjs'), ...process.argv.slice(2)]);
