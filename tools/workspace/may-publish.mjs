// Refuses `npm publish` while the project has no public address (docs/decisions/0127).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './steps.mjs';

/** Which of a package.json's addresses are on a reserved domain (RFC 2606), each as `field (address)`. */
export function unsetAddresses({ homepage, bugs, repository }) {
  const addresses = { homepage, 'bugs.url': bugs.url, 'repository.url': repository.url };
  return Object.entries(addresses)
    .filter(([, address]) => new URL(address).hostname.endsWith('.example'))
    .map(([field, address]) => `${field} (${address})`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const unset = unsetAddresses(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  if (unset.length > 0) {
    console.error(`Nothing is published: the project's address is not set. Nobody owns ${unset.join(', ')}.`);
    console.error(
      '→ Set these fields in the package.json of the root, then `npm run generate` copies them to each package.',
    );
    process.exit(2);
  }
}
