import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandNames } from './index.ts';

it('lists the commands that the folder of commands holds', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !/^index\.|\.test\.ts$/.test(name));
  expect(commandNames.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
});
