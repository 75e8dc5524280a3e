// Builds, and runs tools/fuzz/src/main.mjs with the same arguments: does any reader answer damage with more than an error?
import { join } from 'node:path';
import { checkNode, doSteps, root, run, setupSteps } from './steps.mjs';

const needed = ['npm packages', 'build of the packages'];

checkNode();
await doSteps(setupSteps.filter(({ label }) => needed.some((start) => label.startsWith(start))));
process.exitCode = await run([
  process.execPath,
  join(root, 'tools', 'fuzz', 'src', 'main.mjs'),
  ...process.argv.slice(2),
]);
