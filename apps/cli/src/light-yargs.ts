/**
 * yargs without its most costly imports. It reaches the platform through one object that its factory is given; in yargs'
 * own, string-width (twice) and wrap-ansi, with their tables and patterns of all emoji, take more than half of what
 * `trunkline --help` takes beyond the start of Node. Our help is of characters one column wide and needs none of that.
 * Without `findUp` and files it does not look for settings in the user's package.json, which are not ours.
 * The factories are no public exports of yargs and cliui, so both are pinned; a test compares every help with yargs' own.
 */
import { notStrictEqual, strictEqual } from 'node:assert';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect, stripVTControlCharacters as stripAnsi } from 'node:util';
import type { Argv } from 'yargs';
import { wrap } from './wrap.ts';

const home = import.meta.resolve('yargs'); // its own dependencies are looked up from there, cliui is ours
const besideYargs = (name: string): string => pathToFileURL(createRequire(home).resolve(name)).href;

const { YargsFactory } = (await import(new URL('build/lib/yargs-factory.js', home).href)) as {
  YargsFactory: (platform: object) => () => Argv;
};
const { cliui } = (await import(new URL('build/lib/index.js', import.meta.resolve('cliui')).href)) as {
  cliui: (options: object, measures: object) => object;
};
const { default: Parser } = (await import(besideYargs('yargs-parser'))) as { default: object };
const { default: y18n } = (await import(besideYargs('y18n'))) as { default: (options: object) => object };

const stringWidth = (text: string): number => stripAnsi(text).length;

export const yargs = YargsFactory({
  assert: { notStrictEqual, strictEqual },
  cliui: (options: object) => cliui(options, { stringWidth, stripAnsi, wrap }),
  findUp: () => undefined,
  getEnv: (name: string) => process.env[name],
  getProcessArgvBin: () => process.argv[1],
  inspect,
  Parser,
  path,
  process: {
    argv: () => process.argv,
    cwd: () => process.cwd(),
    emitWarning: (warning: string, type: string) => process.emitWarning(warning, type),
    execPath: () => process.execPath,
    exit: (status: number) => process.exit(status),
    nextTick: (next: () => void) => process.nextTick(next),
  },
  stringWidth,
  y18n: y18n({ directory: fileURLToPath(new URL('locales', home)), updateFiles: false }),
});
