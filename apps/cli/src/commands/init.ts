import { defineCommand } from '../usage/define-command.ts';
import { encoding, json, layout } from '../usage/options.ts';

export const command = defineCommand({
  command: 'init <data>',
  describe: 'Look at pictures and write an experiment for them, with comments',
  builder: (parser) =>
    parser
      .positional('data', {
        type: 'string',
        demandOption: true,
        describe: 'What is learnt from: a folder of classes or of domains, a .csv manifest, or a data set',
      })
      .option('target', {
        type: 'string',
        describe: 'What it is for: one of several domains, or data of the same kinds; default: the other domains',
      })
      .option('source', { type: 'string', describe: 'Which of several domains is learnt from; default: the largest' })
      .option('layout', layout)
      .option('encoding', encoding)
      .option('name', { type: 'string', describe: 'Name of the experiment; default: after the folder' })
      .option('output', {
        type: 'string',
        describe:
          'File to write, .ts or .json; default: <name>.experiment.ts, in experiments/<name>/ where there is one',
      })
      .option('force', { type: 'boolean', default: false, describe: 'Write over a file that is there' })
      .option('json', { ...json, describe: 'Print {"experiment", "found", "schema"} as JSON' })
      .example('$0 init photos/', 'A folder of classes, or of domains with classes in each')
      .example('$0 init studio/ --target street/', 'Two folders of the same classes')
      .example('$0 init photos/ --output mine.experiment.json', 'JSON, with its schema beside it for editors'),
  handler: async (args) => {
    const { handleInit } = await import('../handlers/init.ts');
    await handleInit(args);
  },
});
