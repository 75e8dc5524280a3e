// Builds, then packs every package and installs each tarball alone: does it work, hold its types and
// do what its README shows, in somebody else's project?
import { join } from 'node:path';
import { checkNode, doSteps, root, run, setupSteps } from './steps.mjs';

const folder = join(root, 'tools', 'consumer');
const config = join(root, 'tools', 'workspace', 'vitest.config.ts');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

checkNode();
await doSteps(setupSteps); // the examples use the engine, data and weights
const testkit = [
  process.execPath,
  join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
  '-b',
  join(root, 'packages', 'testkit'),
];
if ((await run(testkit)) !== 0) process.exit(1);
process.exitCode = await run([process.execPath, vitest, 'run', '--config', config, '--root', folder], {
  env: { TRUNKLINE_TEST_KIND: 'e2e', TRUNKLINE_CONSUMER: process.argv.slice(2).join(',') || 'all' },
});
