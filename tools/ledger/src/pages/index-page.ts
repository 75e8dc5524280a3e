import { isFinished, type Ledger } from '../ledger.ts';
import { hoursOf, type Page } from './benchmark-page.ts';
import { casesOf, unique } from './cases.ts';
import { counted, decimals, hours, table } from './words.ts';

/** `README.md` of the folder. */
export function indexPage(ledgers: readonly Ledger[]): Page {
  const rows = ledgers.map((ledger) => {
    const finished = ledger.runs.filter(isFinished);
    const cases = casesOf(ledger);
    return [
      `[${ledger.benchmark}](${ledger.benchmark}.md)`,
      String(unique(cases.map(({ title }) => title)).length),
      String(unique(ledger.rows.map(({ label }) => label)).length),
      `${ledger.runs.length} of ${ledger.experiments.reduce((sum, one) => sum + one.planned.runs, 0)}`,
      decimals(hoursOf(finished), 2),
      decimals(
        ledger.experiments.reduce((sum, one) => sum + one.planned.hours, 0),
        2,
      ),
    ];
  });
  const planned = ledgers.flatMap(({ experiments }) => experiments).reduce((sum, one) => sum + one.planned.hours, 0);
  const processors = unique(
    ledgers.flatMap(({ runs }) => runs.filter(isFinished).map(({ processor }) => processor)),
  ).sort();
  const text = [
    '# Benchmarks',
    'What the methods do on pairs that are the same for all of them, under one setting each, from numbers that are committed beside these pages (`<benchmark>.json`: numbers only, no picture). The pages are drawn from them byte for byte, and a test says so.',
    table(['Benchmark', 'Pairs:', 'Rows:', 'Runs stored:', 'Hours they took:', 'Hours of all:'], rows),
    `Hours are of two cores: those of the stored runs as they were, on machines that may have done other work beside, and those of all runs by the planner (${hours(planned)} in all). ${counted(processors.length, 'processor')}: ${processors.join('; ')}.`,
    [
      '- [Which validator to trust](validators.md), over all benchmarks',
      '- [Adapt at all? A guard](guard.md), over all benchmarks',
      '- [LP-FT against fine-tuning at once](lp-ft.md), in and out of distribution',
      '- [Probe or fine-tune: with how many labels](labels.md)',
    ].join('\n'),
    '## Running them',
    [
      '```sh',
      'npm run benchmarks -- --dry-run             # what is stored, what is missing, what it takes',
      'npm run benchmarks -- digits --minutes 30   # a slice; the next one goes on',
      'npm run benchmarks -- --verify 5            # five stored runs once more: equal on the same processor',
      'npm run benchmark-pages                     # draw the pages anew',
      '```',
    ].join('\n'),
    'A benchmark is a folder of experiments in `experiments/benchmarks`. Every run has a key, the digest of all that decides its numbers (row, pictures, weights, seed, selecting rule), so only what is new or changed is run: a new row adds its runs and touches no other. A validator that is added later is missing in older runs, and pages say on how many it was judged. PACS is given by the user: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs`.',
    'After a change of code that changes a method’s numbers, `--again --only <row>` runs its row anew; `--verify` finds out whether that is needed.',
  ];
  return { file: 'README.md', text: `${text.join('\n\n')}\n` };
}
