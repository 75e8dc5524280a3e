import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';

export const command = defineCommand({
  command: 'methods [name]',
  describe: 'List the methods an experiment can compare, or tell all of one',
  builder: (parser) =>
    parser
      .positional('name', { type: 'string', describe: 'A method: its paper, its stages and its options' })
      .option('json', {
        ...json,
        describe:
          'A JSON array of {"name", "family", "needs", "cost", "helps", "departures", …}, or one with "options"',
      })
      .example('$0 methods', 'By family: what each needs, what a step of it costs, and when it helps')
      .example(
        '$0 methods dann',
        'Its paper, needs, cost, departures, its options with their defaults, and how to write it',
      )
      .example('$0 methods --json', 'The same for a script'),
  handler: async (args) => {
    const { findMethod, methods } = await import('@trunkline/methods');
    const { costText, methodFacts, optionsOf } = await import('../methods/method-facts.ts');
    if (args.name !== undefined) {
      const { printCard } = await import('../output/print-card.ts');
      const method = findMethod(args.name);
      const { name, description, cost, addable, departures, ...rest } = methodFacts(method);
      const { schema, example } = optionsOf(method);
      const told = args.json
        ? { departures, cost, addable }
        : {
            departures: departures.join('; ') || 'none that is known',
            cost: costText({ ...(cost !== undefined && { cost }) }),
            'can be added': addable,
          };
      printCard({ name, description, facts: { ...rest, ...told }, options: schema, example }, args.json);
      return;
    }
    const all = methods().map(methodFacts);
    if (args.json) {
      process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
      return;
    }
    const { listMethods } = await import('../methods/list-methods.ts');
    const { terminalColumns } = await import('../output/terminal-columns.ts');
    process.stdout.write(`${listMethods(all, terminalColumns(process.stdout))}\n`);
  },
});
