export type { Command } from './command.ts';
export { commandNames, commands } from './commands.ts';
export { helpOf, main } from './main.ts';
