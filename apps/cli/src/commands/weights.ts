import { defineCommand, defineGroup } from '../usage/define-command.ts';
import { json, quiet, wholeNumber } from '../usage/options.ts';

const prefix = {
  type: 'string',
  describe: 'How the names of the tensors of one trunk begin, where a file holds several: teacher.',
} as const;

const like = {
  type: 'string',
  describe: 'A weight set with the slope and preprocessing of these weights, where the file does not say',
} as const;

const list = defineCommand({
  command: 'list',
  describe: 'List the weight sets, and which of them are here',
  builder: (parser) => parser.option('json', json).example('$0 weights list', 'Name, licence, where it comes from'),
  handler: async (args) => {
    const { handleWeightsList } = await import('../handlers/weights.ts');
    await handleWeightsList(args);
  },
});

const pull = defineCommand({
  command: 'pull <name>',
  describe: 'Fetch a weight set into the cache and check it',
  builder: (parser) =>
    parser
      .positional('name', { type: 'string', demandOption: true, describe: 'Name of the set: imagenet-vgg16' })
      .option('from', { type: 'string', describe: 'A file (or folder holding it) already at hand: no download' })
      .option('quiet', quiet)
      .option('json', json)
      .example('$0 weights pull imagenet-vgg16', '61 MB, once')
      .example('$0 weights pull imagenet-vgg16 --from vgg16_notop.h5', 'From a file, without network'),
  handler: async (args) => {
    const { handleWeightsPull } = await import('../handlers/weights.ts');
    await handleWeightsPull(args);
  },
});

const inspect = defineCommand({
  command: 'inspect <weights>',
  describe: 'Show the tensors of a weight set or file, and the cost of the trunk',
  builder: (parser) =>
    parser
      .positional('weights', { type: 'string', demandOption: true, describe: 'A weight set or a file' })
      .option('size', {
        type: 'number',
        default: 224,
        coerce: wholeNumber('size', 32, 4096),
        describe: 'Pixels per side for the cost table',
      })
      .option('prefix', prefix)
      .option('like', like)
      .option('json', json)
      .example('$0 weights inspect imagenet-vgg16', 'Shapes, digests, parameters, multiply-adds'),
  handler: async (args) => {
    const { handleWeightsInspect } = await import('../handlers/weights.ts');
    await handleWeightsInspect(args);
  },
});

const convert = defineCommand({
  command: 'convert <from> <to>',
  describe: 'Convert a Keras .h5 or .keras, ONNX or PyTorch .safetensors file to the canonical .safetensors',
  builder: (parser) =>
    parser
      .positional('from', { type: 'string', demandOption: true, describe: 'The file to read' })
      .positional('to', { type: 'string', demandOption: true, describe: 'The .safetensors file to write' })
      .option('prefix', prefix)
      .option('like', like)
      .option('json', json)
      .example('$0 weights convert model.onnx trunk.safetensors', 'Only the trunk is kept')
      .example('$0 weights convert pair.safetensors one.safetensors --prefix teacher.', 'One trunk of two'),
  handler: async (args) => {
    const { handleWeightsConvert } = await import('../handlers/weights.ts');
    await handleWeightsConvert(args);
  },
});

export const command = defineGroup(
  'weights',
  'List, pull, inspect and convert pretrained weights',
  [list, pull, inspect, convert],
  [['$0 weights pull imagenet-vgg16', 'The ImageNet trunk']],
);
