import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders that npm and Nx put on the PATH of what they start; a person's shell does not look there. */
const addedByNpm = /node_modules[\\/]\.bin[\\/]?$/;

/** How a person can call the command line here: `trunkline` where their PATH holds it, else `npx trunkline`. */
export function typedCommand(path = process.env['PATH'] ?? ''): string {
  const folders = path.split(delimiter).filter((folder) => folder !== '' && !addedByNpm.test(folder));
  const names = process.platform === 'win32' ? ['trunkline.cmd', 'trunkline.exe'] : ['trunkline'];
  return folders.some((folder) => names.some((name) => isExecutable(join(folder, name))))
    ? 'trunkline'
    : 'npx trunkline';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A call of the command line in a text: `trunkline`, then one of its commands, an option, or a place for one. */
const call = /(?<!npx |[\w@./\\-])trunkline (?=[a-z]+\b|--?[a-z]|<)/g;

/** A text with every call of the command line in it as a person can type it. Notes that speak of Trunkline stay. */
export function asTyped(text: string, command = typedCommand()): string {
  return command === 'trunkline' ? text : text.replaceAll(call, `${command} `);
}
