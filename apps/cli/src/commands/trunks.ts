import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';
import { printRows } from '../output/print-rows.ts';

export const command = defineCommand({
  command: 'trunks [name]',
  describe: 'List the trunks an experiment can start from, or tell all of one',
  builder: (parser) =>
    parser
      .positional('name', { type: 'string', describe: 'A trunk: its paper, its layers and its options' })
      .option('json', { ...json, describe: 'A JSON array of {"name", "paper", "weights"}, or one with "options"' })
      .example('$0 trunks', 'Name, paper, and the weight sets there are for it')
      .example('$0 trunks vgg16-gap', 'Its layers, as frozenThrough names them, and its options'),
  handler: async (args) => {
    const { findTrunk, trunks, weightSets } = await import('@trunkline/backbone');
    const weightsFor = (trunk: string): string[] =>
      weightSets()
        .filter((set) => set.trunk === trunk)
        .map(({ name }) => name);
    if (args.name !== undefined) {
      const { jsonSchemaOf } = await import('@trunkline/training');
      const { printCard } = await import('../output/print-card.ts');
      const { name, paper, smallestImage, options, blocks } = findTrunk(args.name);
      const layers = blocks(options.parse({})).flatMap((block) => block.layers.map((layer) => layer.name));
      const facts = { paper, 'smallest image': `${smallestImage} px`, weights: weightsFor(name), layers };
      const example = `trunk: { name: '${name}', weights: ${JSON.stringify(weightsFor(name)[0] ?? null)} }`;
      printCard({ name, facts, options: jsonSchemaOf(options), example }, args.json);
      return;
    }
    const rows = trunks().map(({ name, paper }) => ({ name, paper, weights: weightsFor(name) }));
    await printRows(rows, ['name', 'weights', 'paper'], args.json);
  },
});
