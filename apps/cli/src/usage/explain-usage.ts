import { nearest, TrunklineError } from '@trunkline/system';
import { commandNames } from '../commands/index.ts';
import { shellWord } from '../output/shell-word.ts';
import { meantElsewhere } from './options-elsewhere.ts';
import { subcommandsIn } from './subcommands.ts';

/** Turns what yargs says about a wrong command line into an error with the nearest thing that exists. */
export async function explainUsage(
  problem: Error,
  argv: readonly string[],
  helpOf: (path: readonly string[]) => Promise<string>,
): Promise<TrunklineError> {
  const path = await commandPath(argv, helpOf);
  const help = await helpOf(path);
  const where = ['trunkline', ...path].join(' ');
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(problem.message)?.[1]?.split(', ') ?? [];
  if (unknown.length > 0) {
    // The parser reports an option in both spellings: as typed and in camel case.
    const typed =
      unknown.find((word) => argv.some((one) => one === word || one.startsWith(`--${word}`))) ?? unknown[0] ?? '';
    const isOption = argv.some((one) => one.startsWith('-') && one.replace(/^-+/, '').replace(/=.*/, '') === typed);
    const elsewhere = foreignOption(path, argv, optionsIn(help));
    if (elsewhere !== undefined) {
      return new TrunklineError('TL_USAGE', `${where} does not know the option ${elsewhere.typed}.`, {
        hint: `Write ${elsewhere.meant}. See ${where} --help.`,
        exitStatus: 2,
        cause: problem,
      });
    }
    const suggestion = nearest(typed, isOption ? optionsIn(help) : subcommandsIn(help, path));
    const prefix = isOption ? '--' : '';
    return new TrunklineError(
      'TL_USAGE',
      `${where} does not know ${isOption ? `the option --${typed}` : `"${typed}"`}.`,
      {
        hint: `${suggestion === undefined ? '' : `Did you mean ${prefix}${suggestion}? `}See ${where} --help.`,
        exitStatus: 2,
        cause: problem,
      },
    );
  }
  return new TrunklineError('TL_USAGE', plain(problem.message, where), {
    hint: `See ${where} --help.`,
    exitStatus: 2,
    cause: problem,
  });
}

/** The first option that is not known here but from other tools, with what to write for it. */
function foreignOption(
  path: readonly string[],
  argv: readonly string[],
  known: readonly string[],
): { readonly typed: string; readonly meant: string } | undefined {
  for (const [index, word] of argv.entries()) {
    const [, typed, inline] = /^(-{1,2}[a-zA-Z][\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (typed === undefined || (typed.startsWith('--') && known.includes(typed.slice(2)))) continue;
    const next = argv[index + 1];
    const value = inline ?? (next === undefined || /^-\D/.test(next) ? undefined : next);
    const meant = meantElsewhere(path[0] ?? '', typed, value === undefined ? undefined : shellWord(value));
    if (meant !== undefined) return { typed, meant };
  }
  return undefined;
}

function plain(message: string, where: string): string {
  const oneLine = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  return `${where}: ${oneLine.replace(/^Not enough non-option arguments: got (\d+), need at least (\d+).*$/, 'was given $1 arguments, needs at least $2.')}`;
}

/** The leading words of `argv` that name a command and its subcommand. */
async function commandPath(
  argv: readonly string[],
  helpOf: (path: readonly string[]) => Promise<string>,
): Promise<string[]> {
  const words = argv.filter((word) => !word.startsWith('-'));
  const first = words[0];
  if (first === undefined || !commandNames.includes(first)) return [];
  const second = words[1];
  if (second === undefined) return [first];
  return subcommandsIn(await helpOf([first]), [first]).includes(second) ? [first, second] : [first];
}

function optionsIn(help: string): string[] {
  return [...help.matchAll(/--([a-z][a-z-]*)/g)].map((match) => match[1] ?? '');
}
