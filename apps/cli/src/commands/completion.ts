import { defineCommand } from '../command.ts';

export const command = defineCommand({
  command: 'completion',
  describe: 'Print a completion script for bash, zsh or fish',
  builder: (parser) =>
    parser
      .example('$0 completion >> ~/.bashrc', 'bash; start a new shell afterwards')
      .example('$0 completion >> ~/.zshrc', 'zsh')
      .example('$0 completion > ~/.config/fish/completions/trunkline.fish', 'fish')
      .epilogue('The shell is taken from $SHELL. `trunkline` must be on the PATH.'),
  handler: async () => {
    const { default: yargs } = await import('yargs');
    yargs().scriptName('trunkline').completion('completion').showCompletionScript();
  },
});
