import type { Argv, CommandModule } from 'yargs';

/** What every command file exports: a yargs command whose handler imports what it needs when it runs. */
export interface Command extends CommandModule<object, object> {
  /** Its name, and its positional arguments as yargs writes them: `run <experiment>`. */
  readonly command: string;
}

/** Gives a command file its types: what `builder` declares is what `handler` receives. */
export function defineCommand<Arguments extends object>(
  command: CommandModule<object, Arguments> & { readonly command: string },
): Command {
  return command as unknown as Command;
}

/** Several commands under one name, of which one must be chosen: `weights pull`. */
export function defineGroup(
  name: string,
  describe: string,
  commands: readonly Command[],
  examples: readonly (readonly [command: string, description: string])[],
): Command {
  return {
    command: name,
    describe,
    builder: (parser: Argv) => {
      for (const command of commands) parser.command(command);
      for (const [command, description] of examples) parser.example(command, description);
      return parser.demandCommand(1, `Not enough arguments: ${name} needs one of the commands below.`);
    },
    handler: () => undefined,
  };
}
