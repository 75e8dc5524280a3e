// Refuses `npm publish` while the project has no public address (docs/decisions/0127).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

const { homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (new URL(homepage).hostname.endsWith('.example')) {
  console.error(`The project's address is ${homepage}, which is nobody's.`);
  console.error('→ Write the real one into the package.json of the root, then `npm run generate`.');
  process.exit(2);
}
