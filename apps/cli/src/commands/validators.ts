import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';
import { printRows } from '../output/print-rows.ts';

export const command = defineCommand({
  command: 'validators [name]',
  describe: 'List the label-free rules that choose a checkpoint, or tell all of one',
  builder: (parser) =>
    parser
      .positional('name', { type: 'string', describe: 'A validator: its paper and what it reads' })
      .option('json', { ...json, describe: 'A JSON array of {"name", "family", "paper", "sees"}, or one of them' })
      .example('$0 validators', 'Name, paper, and what each reads (never a target label)')
      .example('$0 validators info-max', 'What it assumes, and how to write it'),
  handler: async (args) => {
    const { findValidator, validators } = await import('@trunkline/evaluation');
    if (args.name !== undefined) {
      const { printCard } = await import('../output/print-card.ts');
      const { name, description, paper, reads, heldOut, combines, better } = findValidator(args.name);
      const example = `selection: { validator: '${name}' }`;
      printCard(
        {
          name,
          description,
          facts: { paper, reads: [...reads], 'held-out images': heldOut, combines, better },
          example,
        },
        args.json,
      );
      return;
    }
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
