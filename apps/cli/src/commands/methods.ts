import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';
import { printRows } from '../output/print-rows.ts';

export const command = defineCommand({
  command: 'methods [name]',
  describe: 'List the methods an experiment can compare, or tell all of one',
  builder: (parser) =>
    parser
      .positional('name', { type: 'string', describe: 'A method: its paper, its stages and its options' })
      .option('json', {
        ...json,
        describe:
          'A JSON array of {"name", "family", "paper", "needs", "sees", "description", "helps"}, or one with "options"',
      })
      .example('$0 methods', 'Name, family, what each needs, and its paper')
      .example('$0 methods dann', 'What it does, its options with their defaults, and how to write it')
      .example('$0 methods --json', 'The same for a script'),
  handler: async (args) => {
    const { findMethod, methods, needsOf, sightsOf } = await import('@trunkline/methods');
    if (args.name !== undefined) {
      const { jsonSchemaOf } = await import('@trunkline/training');
      const { optionRows } = await import('../output/option-rows.ts');
      const { printCard } = await import('../output/print-card.ts');
      const method = findMethod(args.name);
      const { name, description, helps, departures, family, role, paper } = method;
      const facts = { family, role, paper, helps, departures, needs: needsOf(method), sees: sightsOf(method) };
      const options = jsonSchemaOf(method.options);
      const first = optionRows(options).find((row) => row.default !== '-');
      const example =
        first === undefined
          ? `methods: ['${name}']`
          : `methods: [{ method: '${name}', options: { ${first.option}: ${first.default} } }]`;
      printCard({ name, description, facts, options, example }, args.json);
      return;
    }
    const rows = methods().map((method) => ({
      name: method.name,
      family: method.family,
      paper: method.paper,
      needs: needsOf(method),
      sees: sightsOf(method),
      description: method.description,
      helps: method.helps,
    }));
    await printRows(rows, ['name', 'family', 'needs', 'paper'], args.json);
  },
});
