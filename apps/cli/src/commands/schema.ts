import { defineCommand } from '../usage/define-command.ts';

export const command = defineCommand({
  command: 'schema',
  describe: 'Print the JSON Schema of experiment files',
  builder: (parser) =>
    parser
      .option('json', { type: 'boolean', default: true, describe: 'The schema is JSON in any case' })
      .example('$0 schema > experiment.schema.json', 'For an editor: completion and checks while typing'),
  handler: async () => {
    const { experimentJsonSchema } = await import('@trunkline/training');
    process.stdout.write(`${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`);
  },
});
