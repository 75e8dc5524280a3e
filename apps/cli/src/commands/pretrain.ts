import { defineCommand } from '../usage/define-command.ts';
import { allowPlugins, checkpointSeconds, device, folder, json, set, smoke } from '../usage/options.ts';

export const command = defineCommand({
  command: 'pretrain <experiment>',
  describe: 'Train a trunk from random weights on labelled images, and write it as a file of weights',
  builder: (parser) =>
    parser
      .positional('experiment', {
        type: 'string',
        demandOption: true,
        describe: 'An experiment of one run whose source is its target, or the name of one in experiments/',
      })
      .option('out', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'The .safetensors file to write; it must not exist',
      })
      .option('licence', {
        type: 'string',
        default: 'not stated',
        describe: 'Licence of the weights, for the card in the file',
      })
      .option('set', set)
      .option('allow-plugins', allowPlugins)
      .option('smoke', smoke)
      .option('resume', {
        type: 'string',
        describe:
          'Go on with an interrupted pretraining: its name or the beginning of it; without one the newest unfinished',
      })
      .option('folder', folder)
      .option('checkpoint-seconds', checkpointSeconds)
      .option('device', device)
      .option('json', json)
      .example('$0 pretrain pretrain-synthetic-digits --out digits.safetensors', 'The trunk that ships, again')
      .example('$0 pretrain mine --out mine.safetensors --resume', 'Go on after Ctrl-C, a crash or a power cut')
      .example('$0 run other --set trunk.weights=mine.safetensors', 'Transfer it'),
  handler: async (args) => {
    const { handlePretrain } = await import('../handlers/pretrain.ts');
    await handlePretrain(args);
  },
});
