import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';
import { printRows } from '../output/print-rows.ts';

export const command = defineCommand({
  command: 'augmentations [name]',
  describe: 'List what training pictures can be changed by, and the presets of it; or tell all of one',
  builder: (parser) =>
    parser
      .positional('name', { type: 'string', describe: 'An augmentation or a preset' })
      .option('json', { ...json, describe: 'A JSON array of {"name", "kind", "description"}, or one with "options"' })
      .example('$0 augmentations', 'Augmentations, then presets: lists of them by name')
      .example('$0 augmentations colour-jitter', 'Its options with their defaults'),
  handler: async (args) => {
    const { augmentationPresets, augmentations, findAugmentation } = await import('@trunkline/data');
    const { name } = args;
    if (name !== undefined) {
      const { printCard } = await import('../output/print-card.ts');
      const preset = augmentationPresets[name];
      if (preset !== undefined) {
        const facts = { list: preset.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))) };
        printCard({ name, facts, example: `data: { augment: '${name}', … }` }, args.json);
        return;
      }
      const { augmentationSchema } = await import('@trunkline/training');
      const augmentation = findAugmentation(name);
      const { description, defaults } = augmentation;
      const options = Object.entries(defaults).map(([key, value]) => `, ${key}: ${Number(value.toPrecision(4))}`);
      printCard(
        {
          name,
          description,
          facts: { kind: 'augmentation' },
          options: augmentationSchema(augmentation),
          example: `data: { augment: [{ name: '${name}'${options.join('')} }], … }`,
        },
        args.json,
      );
      return;
    }
    const rows = [
      ...augmentations().map((one) => ({ name: one.name, kind: 'augmentation', description: one.description })),
      ...Object.entries(augmentationPresets).map(([preset, list]) => ({
        name: preset,
        kind: 'preset',
        description: list.map((one) => (typeof one === 'string' ? one : one.name)).join(', '),
      })),
    ];
    await printRows(rows, ['name', 'kind', 'description'], args.json);
  },
});
