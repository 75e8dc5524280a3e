// Prints the numbers of fixtures/pin as the current build finds them.
import { join } from 'node:path';
import { fixtureNumbers } from './fixture.mjs';

console.log(JSON.stringify(await fixtureNumbers(join(import.meta.dirname, '..', '..'))));
