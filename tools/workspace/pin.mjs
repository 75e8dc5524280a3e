// Builds, and runs tools/pin/main.mjs with the same arguments: are the numbers still those of the pinned commit?
import { join } from 'node:path';
import { checkNode, doSteps, root, run, setupSteps } from './steps.mjs';

const needed = ['npm packages', 'build of the packages', 'native TensorFlow engine'];

checkNode();
await doSteps(setupSteps.filter(({ label }) => needed.some((start) => label.startsWith(start))));
process.exitCode = await run([process.execPath, join(root, 'tools', 'pin', 'main.mjs'), ...process.argv.slice(2)]);
