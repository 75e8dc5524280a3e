import { defineCommand } from '../usage/define-command.ts';
import { UsageProblem } from '../usage/usage-problem.ts';
import { device, json, wholeNumber } from '../usage/options.ts';

export const command = defineCommand({
  command: 'predict <images..>',
  describe: 'Classify pictures with a trained run; where folders are classes, say how many are right',
  builder: (parser) =>
    parser
      .positional('images', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Pictures, folders of them, .csv manifests; - reads paths from standard input, one a line',
      })
      .option('run', {
        type: 'string',
        demandOption: true,
        describe: 'A finished run: mine/dann/0 (experiment, method, seed), or its folder',
      })
      .option('top-k', {
        type: 'number',
        default: 1,
        coerce: wholeNumber('top-k', 1, 1_000_000),
        describe: 'So many classes a picture, the likeliest first',
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
        describe: 'One JSON object a line: {"image", "class", "probability", "label", "top", "probabilities"}',
      })
      .option('csv', {
        type: 'boolean',
        default: false,
        describe: 'CSV with the columns image, label, class, probability, and more with --top-k',
      })
      .example('$0 predict photo.jpg --run mine/dann/0', 'One picture')
      .example('$0 predict test/ --run … --top-k 3 --csv > test.csv', 'A folder of classes, for a spreadsheet'),
  handler: async (args) => {
    if (args.json && args.csv) throw new UsageProblem('--json and --csv are given together, expected one of them.');
    const { handlePredict } = await import('../handlers/predict.ts');
    await handlePredict(args);
  },
});
