export type { Command } from './usage/define-command.ts';
export { commandNames, commands } from './commands/index.ts';
export { helpOf, main } from './main.ts';
