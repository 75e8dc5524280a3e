export { commands, type CommandEntry } from './commands.ts';
export { helpOf, main } from './main.ts';
