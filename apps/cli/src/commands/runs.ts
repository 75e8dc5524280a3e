import type { Argv } from 'yargs';
import { defineCommand } from '../usage/define-command.ts';
import { folder, json, numberBetween } from '../usage/options.ts';

const yes = { type: 'boolean', default: false, describe: 'Remove without asking' } as const;

const remove = defineCommand({
  command: 'rm <runs..>',
  describe: 'Remove invocations, after a yes',
  builder: (parser) =>
    parser
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Invocations: mine/20260131-100000-ab12, or the beginning of it',
      })
      .option('yes', yes)
      .option('folder', folder)
      .option('json', json)
      .example('$0 runs rm mine/20260131', 'Lists it with its size, and asks'),
  handler: async (args) => {
    const { handleRunsRemove } = await import('../handlers/runs.ts');
    await handleRunsRemove(args);
  },
});

const collect = defineCommand({
  command: 'gc',
  describe: 'Remove smoke runs, old unfinished ones, and checkpoints of finished runs, after a yes',
  builder: (parser) =>
    parser
      .option('older-than', {
        type: 'number',
        default: 14,
        coerce: numberBetween('older-than', 0, 36_500),
        describe: 'Days after which an unfinished or failed invocation goes; a finished one never does',
      })
      .option('yes', yes)
      .option('folder', folder)
      .option('json', json)
      .example('$0 runs gc', 'Lists what would go, and asks'),
  handler: async (args) => {
    const { handleRunsCollect } = await import('../handlers/runs.ts');
    await handleRunsCollect({ ...args, olderThan: args.olderThan ?? 14 });
  },
});

export const command = defineCommand({
  command: 'runs [experiment]',
  describe: 'List the invocations that are here, with state, size and age; remove them',
  builder: (parser: Argv) =>
    parser
      .command(remove)
      .command(collect)
      .positional('experiment', { type: 'string', describe: 'Only those of this experiment' })
      .option('folder', folder)
      .option('json', json)
      .example('$0 runs', 'All of them')
      .example('$0 runs mine --json', 'Those of one experiment, for scripts'),
  handler: async (args) => {
    const { handleRuns } = await import('../handlers/runs.ts');
    await handleRuns(args);
  },
});
