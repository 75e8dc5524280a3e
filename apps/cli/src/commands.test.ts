import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from './commands.ts';

test('the list of commands equals the folder of commands', () => {
  const files = readdirSync(new URL('commands', import.meta.url)).filter((name) => !name.endsWith('.test.ts'));
  expect(commands.map((entry) => `${entry.name}.ts`).sort()).toEqual(files.sort());
});

test.each(commands)('$name: the file agrees with its line in the list', async (entry) => {
  const { command } = await entry.load();
  expect(command.command).toBe(entry.usage);
  expect(command.describe).toBe(entry.describe);
});
