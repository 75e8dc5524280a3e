import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';
import { printRows } from '../output/print-rows.ts';

export const command = defineCommand({
  command: 'methods',
  describe: 'List the methods an experiment can compare',
  builder: (parser) =>
    parser
      .option('json', { ...json, describe: 'A JSON array of {"name", "family", "paper", "sees"}' })
      .example('$0 methods', 'Name, family, paper, and what each may see')
      .example('$0 methods --json', 'The same for a script'),
  handler: async (args) => {
    const { methods, sightsOf } = await import('@trunkline/methods');
    const rows = methods().map((method) => ({
      name: method.name,
      family: method.family,
      paper: method.paper,
      sees: [...sightsOf(method)],
      description: method.description,
    }));
    await printRows(rows, ['name', 'family', 'sees', 'paper'], args.json);
  },
});
