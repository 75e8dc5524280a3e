import type { Argv } from 'yargs';
import { defineCommand } from '../usage/define-command.ts';

/** Prints the script for one shell; without a name for that of $SHELL. */
async function printScript(shell?: 'bash' | 'zsh'): Promise<void> {
  // yargs takes the shell from the environment alone
  if (shell !== undefined) {
    process.env['SHELL'] = shell;
    delete process.env['ZSH_NAME'];
  } else if (process.env['SHELL']?.endsWith('fish')) await refuseFish();
  const { default: yargs } = await import('yargs');
  yargs().scriptName('trunkline').completion('completion').showCompletionScript();
}

async function refuseFish(): Promise<void> {
  const { TrunklineError } = await import('@trunkline/system');
  throw new TrunklineError('TL_SHELL_UNSUPPORTED', 'There is no completion script for fish, only for bash and zsh.', {
    hint: 'Use trunkline completion bash or trunkline completion zsh in one of these shells.',
    exitStatus: 2,
  });
}

const shell = (name: 'bash' | 'zsh') =>
  defineCommand({
    command: name,
    describe: `The script for ${name}`,
    builder: (parser) => parser.example(`$0 completion ${name} >> ~/.${name}rc`, 'Start a new shell afterwards'),
    handler: async () => await printScript(name),
  });

export const command = defineCommand({
  command: 'completion',
  describe: 'Print a completion script for bash or zsh',
  builder: (parser: Argv) =>
    parser
      .usage('$0 completion [shell]\n\nPrint a completion script for bash or zsh; there is none for fish')
      .command(shell('bash'))
      .command(shell('zsh'))
      .command({ command: 'fish', describe: false, handler: refuseFish })
      .example('$0 completion bash >> ~/.bashrc', 'bash; start a new shell afterwards')
      .example('$0 completion zsh >> ~/.zshrc', 'zsh')
      .epilogue(
        'Without a shell the one of $SHELL is taken. `trunkline` must be on the PATH: in a clone of the\n' +
          'repository, once it is built, `npm link --workspace apps/cli` puts it there.',
      ),
  handler: async () => await printScript(),
});
