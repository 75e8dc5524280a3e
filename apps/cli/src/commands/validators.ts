import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';
import { printRows } from '../output/print-rows.ts';

export const command = defineCommand({
  command: 'validators',
  describe: 'List the label-free rules that choose a checkpoint',
  builder: (parser) =>
    parser
      .option('json', { ...json, describe: 'A JSON array of {"name", "family", "paper", "sees"}' })
      .example('$0 validators', 'Name, paper, and what each reads (never a target label)'),
  handler: async (args) => {
    const { validators } = await import('@trunkline/evaluation');
    const rows = validators().map(({ name, paper, reads, better }) => ({
      name,
      family: 'validator',
      paper,
      sees: [...reads],
      better,
    }));
    await printRows(rows, ['name', 'better', 'sees', 'paper'], args.json);
  },
});
