import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandReference } from './command-reference.ts';
import { commandNames } from '../commands/index.ts';

it('docs/commands.md is what the commands say about themselves', async () => {
  const written = readFileSync(new URL('../../../../docs/commands.md', import.meta.url), 'utf8');
  expect(await commandReference(), 'run node apps/cli/scripts/write-command-reference.mjs').toBe(written);
});

it('each heading of the page is a command of its own, and its help begins with its name', async () => {
  const page = await commandReference();
  const headings = [...page.matchAll(/^##+ (.*)\n\n```text\n(.*)$/gm)];
  const names = headings.map(([, name]) => name ?? '');
  expect(names).toEqual([...new Set(names)]);
  expect(names).toHaveLength(page.match(/^##/gm)?.length ?? 0);
  expect(names.filter((name) => !name.includes(' '))).toEqual(commandNames);
  expect(names).toContain('weights pull');
  for (const [, name, usage] of headings) expect(`${usage} `).toContain(`trunkline ${name} `);
});
