import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { asTyped, typedCommand } from './typed-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-path-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(...parts: string[]): string {
  const place = join(folder, ...parts);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'trunkline'), '');
  chmodSync(join(place, 'trunkline'), 0o755);
  return place;
}

it('is npx trunkline where the PATH of a shell does not hold the command', () => {
  const local = put('project', 'node_modules', '.bin');
  const global = put('bin');
  expect(typedCommand('')).toBe('npx trunkline');
  expect(typedCommand(folder)).toBe('npx trunkline');
  expect(typedCommand(local)).toBe('npx trunkline'); // npm and Nx have put it there
  expect(typedCommand([local, global].join(delimiter))).toBe('trunkline');
});

it.each([
  ['Run `trunkline methods` to see.', 'Run `npx trunkline methods` to see.'],
  ['Go on with: trunkline run mine --resume x', 'Go on with: npx trunkline run mine --resume x'],
  ['See trunkline --help.', 'See npx trunkline --help.'],
  ['npx trunkline doctor', 'npx trunkline doctor'],
  ['in ~/.cache/trunkline and /opt/trunkline run', 'in ~/.cache/trunkline and /opt/trunkline run'],
  ['Trunkline needs Node', 'Trunkline needs Node'],
])('%s becomes %s', (text, typed) => {
  expect(asTyped(text, 'npx trunkline')).toBe(typed);
  expect(asTyped(text, 'trunkline')).toBe(text);
});
