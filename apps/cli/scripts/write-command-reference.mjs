// Writes docs/commands.md from the built command line.
import { writeFile } from 'node:fs/promises';
import { commandReference } from '../dist/usage/command-reference.js';

await writeFile(new URL('../../../docs/commands.md', import.meta.url), await commandReference());
