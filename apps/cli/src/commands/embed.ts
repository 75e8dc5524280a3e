import { defineCommand } from '../usage/define-command.ts';
import { device, json, numberBetween, wholeNumber } from '../usage/options.ts';

export const command = defineCommand({
  command: 'embed <images..>',
  describe: 'Turn pictures into embeddings with a pretrained trunk, or that of a trained run',
  builder: (parser) =>
    parser
      .positional('images', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Pictures, folders of them, .csv manifests; - reads paths from standard input, one a line',
      })
      .option('weights', {
        type: 'string',
        default: 'imagenet-vgg16',
        describe: 'A weight set, or a .safetensors file',
      })
      .option('run', {
        type: 'string',
        conflicts: 'slope',
        describe:
          'A finished run (mine/dann/0, or its folder): its trunk, at its image size, in place of --weights and --size',
      })
      .option('size', {
        type: 'number',
        default: 128,
        coerce: wholeNumber('size', 32, 2048),
        describe: 'Pixels per side the pictures are scaled to',
      })
      .option('slope', {
        type: 'number',
        coerce: numberBetween('slope', 0, 1),
        describe: "Negative slope of the activations; default: the weight set's own",
      })
      .option('batch-size', {
        type: 'number',
        default: 16,
        coerce: wholeNumber('batch-size', 1, 1024),
        describe: 'Pictures decoded and embedded at once',
      })
      .option('device', device)
      .option('skip-corrupt', {
        type: 'boolean',
        default: false,
        describe: 'Name a picture that cannot be read on standard error and go on',
      })
      .option('json', { ...json, describe: 'One JSON object a line: {"image", "embedding"}' })
      .example('$0 embed photo.jpg --size 128 --json', '512 numbers')
      .example('find pictures -name "*.jpg" | $0 embed - --json > embeddings.jsonl', 'Many pictures'),
  handler: async (args) => {
    const { handleEmbed } = await import('../handlers/embed.ts');
    await handleEmbed(args);
  },
});
