import { commandNames } from '../commands/index.ts';
import { subcommandsIn } from './subcommands.ts';
import { helpOf } from '../main.ts';

/** The page `docs/commands.md`: the help of every command, as it is printed. */
export async function commandReference(): Promise<string> {
  const parts = [
    '# Commands',
    'Made from `--help` by `node apps/cli/scripts/write-command-reference.mjs`; a test says when it is out of date.',
    'In the repository the command is `npx trunkline`. Results go to standard output, everything else to standard error. ' +
      'With `--json` an error is one line on standard error, `{"error": {"code", "message", "hint", "exitStatus"}}`, ' +
      'and standard output holds results only.',
    block(await helpOf([])),
  ];
  for (const name of commandNames) {
    const help = await helpOf([name]);
    parts.push(`## ${name}`, block(help));
    for (const one of subcommandsIn(help, [name])) parts.push(`### ${name} ${one}`, block(await helpOf([name, one])));
  }
  return `${parts.join('\n\n')}\n`;
}

function block(help: string): string {
  const lines = help.trim().split('\n');
  return ['```text', ...lines.map((line) => line.trimEnd()), '```'].join('\n');
}
