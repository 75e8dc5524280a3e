import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { commands } from './commands/index.ts';
import { terminalColumns } from './output/terminal-columns.ts';
import { standardInput } from './pictures/named-pictures.ts';
import { helpWords } from './usage/help-words.ts';
import { isUsageProblem, UsageProblem } from './usage/usage-problem.ts';

const helpWidth = 100;

function terminalWidth(): number {
  return process.stdout.isTTY ? Math.min(helpWidth, terminalColumns(process.stdout)) : helpWidth;
}

function createParser(width: number): Argv {
  const parser = yargs()
    .scriptName('trunkline')
    .locale('en')
    .usage('$0 <command>\n\nTransfer learning and domain adaptation of pretrained vision trunks, with evidence.')
    .parserConfiguration({
      'greedy-arrays': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
    })
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error ?? new UsageProblem(message);
    })
    .wrap(width)
    .help()
    .alias('help', 'h')
    .version(ownVersion())
    .demandCommand(1, 'Not enough arguments: a command is needed.')
    .example('$0 doctor', 'Is everything here?')
    .example('$0 run mnist-to-mnist-m', 'Run an experiment that ships')
    .example('$0 embed photo.jpg --json', 'The 512 numbers a pretrained trunk sees')
    .epilogue(
      'Exit status: 0 done, 1 the work failed, 2 the input was wrong, 3 interrupted and resumable.\n' +
        'TRUNKLINE_DEBUG=1 shows the stack of an error.',
    );
  // The name is hidden: the command `completion` has a file of its own.
  parser.completion('completion-of-yargs', false);
  for (const command of commands) parser.command(command);
  return parser;
}

/** The text of `trunkline <path…> --help`, at most `width` characters wide. */
export async function helpOf(path: readonly string[], width = helpWidth): Promise<string> {
  const parser = createParser(width);
  let text = '';
  await parser.parseAsync([...path, '--help'], {}, (_error: Error | undefined, _argv: unknown, output: string) => {
    text = output;
  });
  return text;
}

/**
 * Runs one command line (without the two leading words of `process.argv`) and resolves with its exit status; prints
 * errors and never throws. What fails outside of the call, as in a module of Node's own, is printed alike and ends the process.
 */
export async function main(argv: readonly string[]): Promise<number> {
  endQuietlyWhenReaderLeaves();
  const tell = (error: unknown): void => {
    void import('./output/print-error.ts').then(({ printError }) => process.exit(printError(error, argv)));
  };
  process.on('uncaughtException', tell);
  try {
    const completions = await experimentCompletions(argv);
    if (completions !== undefined) {
      process.stdout.write(completions.map((name) => `${name}\n`).join(''));
      return 0;
    }
    if (argv.length === 0) {
      process.stdout.write(`${await helpOf([], terminalWidth())}\n`);
      return 0;
    }
    refuseRepeated(argv);
    const words = await helpWords(argv, helpOf);
    const parser = createParser(terminalWidth());
    await parser.parseAsync(words.map((word) => (word === '-' ? standardInput : word)));
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    const { printError } = await import('./output/print-error.ts');
    if (!isUsageProblem(error)) return printError(error, argv);
    const { explainUsage } = await import('./usage/explain-usage.ts');
    return printError(await explainUsage(error, argv, helpOf), argv);
  } finally {
    process.off('uncaughtException', tell);
  }
}

/** Options that may be given several times; of any other the second would silently win or make a list. */
const repeatable = new Set(['set']);

function refuseRepeated(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  const names = argv
    .slice(0, end < 0 ? argv.length : end)
    .map((word) => /^--([a-z][a-z-]*)/.exec(word)?.[1])
    .filter((name) => name !== undefined);
  const twice = names.find((name, index) => !repeatable.has(name) && names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageProblem(`--${twice} is given twice.`);
}

/** What the shell asks after `trunkline run `: the experiments that ship. Elsewhere yargs itself knows the answer. */
async function experimentCompletions(argv: readonly string[]): Promise<string[] | undefined> {
  const [request, , command, current, ...more] = argv;
  if (request !== '--get-yargs-completions' || command !== 'run' || more.length > 0) return undefined;
  if (current === undefined || current.startsWith('-')) return undefined;
  const { experimentNames } = await import('./runs/find-experiment.ts');
  return (await experimentNames()).filter((name) => name.startsWith(current));
}

function ownVersion(): string {
  const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return own.version;
}

/** `trunkline embed … | head -1`: a closed pipe is the end, not an error. */
function endQuietlyWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
