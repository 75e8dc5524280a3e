// Builds the packages and tools/ledger where sources have changed, and runs one of its programs with the same arguments:
// node tools/workspace/benchmarks.mjs <main|write-pages> [arguments]
import { join } from 'node:path';
import { buildWhenNeeded, checkNode, root, run } from './steps.mjs';

checkNode();
const [program, ...args] = process.argv.slice(2);
const built =
  (await buildWhenNeeded()) ||
  (await run([process.execPath, join(root, 'tools', 'workspace', 'build.mjs'), 'tools/ledger'], { quiet: true }));
process.exitCode =
  built || (await run([process.execPath, join(root, 'tools', 'ledger', 'dist', `${program}.js`), ...args]));
