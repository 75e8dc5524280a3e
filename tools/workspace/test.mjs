// The one test command: sets up what is missing, runs every check and test, and ends with the true counts.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkNode, doSteps, root, run, setupSteps } from './steps.mjs';

const reports = join(root, 'reports');
const env = { NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0', CI: 'true' };
const nx = [process.execPath, join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js')];

checkNode();
await doSteps(setupSteps, { after: 900 });
rmSync(reports, { recursive: true, force: true });

const checks = {
  format: [
    process.execPath,
    join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs'),
    '--check',
    '--log-level=warn',
    '.',
  ],
  types: [process.execPath, join(root, 'node_modules', '.bin', 'tsc'), '-p', 'tsconfig.json'],
  // one process for all: the types of a room are also read for every room that imports it
  lint: [
    process.execPath,
    join(root, 'node_modules', 'eslint', 'bin', 'eslint.js'),
    '--max-warnings=0',
    'packages',
    'apps',
  ],
  'build and tests': [
    ...nx,
    ...['run-many', '-t', 'build', 'test', 'e2e', '--output-style=stream', '--nxBail=false'],
    `--parallel=${Math.min(4, Math.max(2, availableParallelism()))}`,
  ],
};

let passed = 0;
let failed = 0;
async function check(name) {
  const start = performance.now();
  const status = await run(checks[name], { env });
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${((performance.now() - start) / 1000).toFixed(0)} s)`);
  if (status === 0) passed += 1;
  else failed += 1;
}

// the longest check goes on beside the tests, so that no core waits for it
await Promise.all([check('lint'), Promise.all([check('format'), check('types')]).then(() => check('build and tests'))]);

let skipped = 0;
for (const file of readdirSync(reports).filter((one) => one.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(reports, file), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests + (report.success || report.numFailedTests > 0 ? 0 : 1);
  skipped += report.numPendingTests + report.numTodoTests;
  console.log(`${file}: ${report.numPassedTests} passed, ${report.numFailedTests} failed`);
  for (const suite of report.testResults) {
    for (const test of suite.assertionResults.filter((one) => one.status === 'failed')) {
      console.log(`  ✗ ${test.fullName}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
