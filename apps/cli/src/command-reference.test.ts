import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandReference } from './command-reference.ts';

test('docs/commands.md is what the commands say about themselves', async () => {
  const written = readFileSync(new URL('../../../docs/commands.md', import.meta.url), 'utf8');
  expect(await commandReference(), 'run node apps/cli/scripts/write-command-reference.mjs').toBe(written);
});
