import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';

export const command = defineCommand({
  command: 'report <run>',
  describe: 'Write the report of a finished or interrupted run again',
  builder: (parser) =>
    parser
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'An experiment (its latest invocation), an invocation by the beginning of its name, or its folder',
      })
      .option('folder', { type: 'string', default: 'runs', describe: 'Folder that holds all runs' })
      .option('json', json)
      .example('$0 report mnist-to-mnist-m', 'The latest invocation')
      .example('$0 report runs/mnist-to-mnist-m/2026-01-31T10-00-00', 'One invocation'),
  handler: async (args) => {
    const { invocationFolder } = await import('../runs/run-folders.ts');
    const { writeReport } = await import('@trunkline/report');
    const { path } = await writeReport(await invocationFolder(args.run, args.folder));
    process.stdout.write(args.json ? `${JSON.stringify({ report: path })}\n` : `${path}\n`);
  },
});
