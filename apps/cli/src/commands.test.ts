import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandNames } from './commands.ts';

it('lists the commands that the folder of commands holds', () => {
  const files = readdirSync(new URL('commands', import.meta.url)).filter((name) => !name.endsWith('.test.ts'));
  expect(commandNames.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
});
