import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';

export const command = defineCommand({
  command: 'compare <runs..>',
  describe: 'Compare methods across several runs in one table',
  builder: (parser) =>
    parser
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Experiments (their latest invocation), invocations by the beginning of their names, or folders',
      })
      .option('folder', { type: 'string', default: 'runs', describe: 'Folder that holds all runs' })
      .option('format', {
        choices: ['table', 'markdown', 'csv', 'json'] as const,
        default: 'table' as const,
        describe: 'How to print it',
      })
      .option('json', { ...json, describe: 'The same as --format json' })
      .option('csv', { type: 'boolean', default: false, describe: 'The same as --format csv' })
      .option('markdown', { type: 'boolean', default: false, describe: 'The same as --format markdown' })
      .example('$0 compare mnist-to-mnist-m mnist-to-optdigits', 'Latest invocations of two experiments')
      .example('$0 compare runs/mine/* --csv > mine.csv', 'Every invocation of one, for a spreadsheet'),
  handler: async (args) => {
    const { handleCompare } = await import('../handlers/compare.ts');
    await handleCompare(args);
  },
});
