import { commandNames, commands } from '../commands/index.ts';
import { subcommandsIn } from './subcommands.ts';
import { UsageProblem } from './usage-problem.ts';

/**
 * Refuses `trunkline <word> --help` for a word that is no command: its help would be that of the whole. `help run` is
 * `run --help`.
 */
export async function helpWords(
  argv: readonly string[],
  helpOf: (path: readonly string[]) => Promise<string>,
): Promise<readonly string[]> {
  if (argv[0] === 'help') return await helpWords([...argv.slice(1), '--help'], helpOf);
  const end = argv.indexOf('--');
  const asked = argv.slice(0, end < 0 ? argv.length : end);
  if (!asked.includes('--help') && !asked.includes('-h')) return argv;
  const [first, second] = asked.filter((word) => !word.startsWith('-'));
  if (first === undefined) return argv;
  if (!commandNames.includes(first)) throw new UsageProblem(`Unknown command: ${first}`);
  if (commands.some(({ command }) => command.startsWith(`${first} [`))) return argv; // the second word may be anything
  const within = second === undefined ? [] : subcommandsIn(await helpOf([first]), [first]);
  if (second !== undefined && within.length > 0 && !within.includes(second)) {
    throw new UsageProblem(`Unknown command: ${second}`);
  }
  return argv;
}
