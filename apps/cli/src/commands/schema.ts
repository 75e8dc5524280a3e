import { defineCommand } from '../usage/define-command.ts';
import { allowPlugins } from '../usage/options.ts';

export const command = defineCommand({
  command: 'schema [experiment]',
  describe: 'Print the JSON Schema of experiment files',
  builder: (parser) =>
    parser
      .positional('experiment', { type: 'string', describe: 'An experiment whose plugins add to the names' })
      .option('allow-plugins', allowPlugins)
      .option('json', { type: 'boolean', default: true, describe: 'The schema is JSON in any case' })
      .example('$0 schema > experiment.schema.json', 'For an editor: completion and checks while typing')
      .example('$0 schema mine.experiment.ts', 'The same with the names that its plugins define'),
  handler: async (args) => {
    const { experimentJsonSchema, loadExperiment } = await import('@trunkline/training');
    if (args.experiment !== undefined) {
      const { findExperiment } = await import('../runs/find-experiment.ts');
      await loadExperiment(await findExperiment(args.experiment), { allowPlugins: args.allowPlugins });
    }
    process.stdout.write(`${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`);
  },
});
