import { defineCommand } from '../usage/define-command.ts';
import { device, json, wholeNumber } from '../usage/options.ts';

export const command = defineCommand({
  command: 'predict <images..>',
  describe: 'Classify pictures with a trained run',
  builder: (parser) =>
    parser
      .positional('images', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Pictures; - reads paths from standard input, one a line',
      })
      .option('run', {
        type: 'string',
        demandOption: true,
        describe: 'Folder of one finished run: …/runs/<method>/<source>-to-<target>/seed-<n>',
      })
      .option('batch-size', {
        type: 'number',
        default: 16,
        coerce: wholeNumber('batch-size', 1, 1024),
        describe: 'Pictures decoded and classified at once',
      })
      .option('device', device)
      .option('skip-corrupt', {
        type: 'boolean',
        default: false,
        describe: 'Name a picture that cannot be read on standard error and go on',
      })
      .option('json', {
        ...json,
        describe: 'One JSON object a line: {"image", "class", "probability", "probabilities"}',
      })
      .example('$0 predict photo.jpg --run runs/mine/latest/runs/dann/a-to-b/seed-0', 'One picture'),
  handler: async (args) => {
    const { handlePredict } = await import('../handlers/predict.ts');
    await handlePredict(args);
  },
});
