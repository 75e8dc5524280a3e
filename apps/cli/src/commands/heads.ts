import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';
import { printRows } from '../output/print-rows.ts';

export const command = defineCommand({
  command: 'heads [name]',
  describe: 'List the heads that turn features into classes, or tell all of one',
  builder: (parser) =>
    parser
      .positional('name', { type: 'string', describe: 'A head: what it reads and its options' })
      .option('json', { ...json, describe: 'A JSON array of {"name", "paper", "description"}, or one with "options"' })
      .example('$0 heads mlp', 'Its options with their defaults'),
  handler: async (args) => {
    const { findHead, headOptions, heads } = await import('@trunkline/heads');
    if (args.name !== undefined) {
      const { jsonSchemaOf } = await import('@trunkline/training');
      const { printCard } = await import('../output/print-card.ts');
      const head = findHead(args.name);
      const { name, description, paper, inputs, supportsCam } = head;
      const facts = { paper, reads: inputs, 'exact class activation maps': supportsCam ?? false };
      printCard(
        { name, description, facts, options: jsonSchemaOf(headOptions(head)), example: `head: { kind: '${name}' }` },
        args.json,
      );
      return;
    }
    const rows = heads().map(({ name, description, paper, inputs }) => ({ name, reads: inputs, description, paper }));
    await printRows(rows, ['name', 'reads', 'description'], args.json);
  },
});
