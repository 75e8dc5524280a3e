// Sets up what the benchmarks need, builds, and runs tools/benchmark/main.mjs with the same arguments.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, doSteps, root, run, setupSteps, trunkline } from './steps.mjs';

/** Like the steps of the setup, but silent: standard output is for the results. */
const silent = (label, seconds, ...args) => ({
  label,
  seconds,
  ready: () => false,
  work: () => run([...trunkline, ...args], { quiet: true }),
});

checkNode();
const args = process.argv.slice(2);
if (!args.includes('--list') && !args.includes('--help')) {
  if (!existsSync(join(root, 'node_modules', '.bin', 'tsc'))) {
    console.error('The npm packages are missing: npm run setup.');
    process.exit(2);
  }
  await doSteps([
    setupSteps.find(({ label }) => label === 'build of the packages'),
    silent('native TensorFlow engine', 50, 'engine', 'install'),
    silent('ImageNet weights', 15, 'weights', 'pull', 'imagenet-vgg16'),
    silent('digits data for the benchmarks', 40, 'data', 'prepare', 'mnist', 'mnist-m'),
  ]);
}
process.exitCode = await run([process.execPath, join(root, 'tools', 'benchmark', 'main.mjs'), ...args]);
