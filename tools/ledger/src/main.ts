import { parseArgs } from 'node:util';
import { methods } from '@trunkline/methods';
import { isTrunklineError } from '@trunkline/system';
import { carryOut, thisProcessor, type Outcome } from './carry-out.ts';
import { chooseBenchmarks, type Benchmark } from './find-benchmarks.ts';
import {
  identityOf,
  updateLedger,
  withExperiment,
  withRuns,
  type Ledger,
  type LedgerRun,
  type RunIdentity,
} from './ledger.ts';
import { hoursOf, isStored, planBenchmark, type LedgerEntry, type PlannedExperiment } from './plan-benchmark.ts';
import { drawRuns, verify } from './verify.ts';

const usage = `Usage: npm run benchmarks -- [name…] [options]

Runs what the benchmarks of experiments/benchmarks lack, and stores its numbers in docs/benchmarks/<name>.json. A name is that of
a benchmark (a folder) or of one of its experiments; without one all are taken.

  --dry-run          print what is stored, what is missing and what it would take, and end
  --only <a,b>       only rows with these labels
  --seeds <0,1>      only these seeds
  --minutes <n>      stop after so long; runs that have ended by then are kept, as with Ctrl-C
  --workers <n>      runs side by side (default: as many as fit)
  --again            forget the chosen runs first, and run them again: after a change of code
  --adopt            take stored runs of other settings as runs of those of now, without running them: after a change
                     of settings that changes no number. Follow it with --verify
  --verify <n>       run a draw of n stored runs of this processor again and compare all numbers
  --seed <n>         of that draw (default 0)
  --list             print the methods that no benchmark has a row for
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    only: { type: 'string' },
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    workers: { type: 'string' },
    again: { type: 'boolean', default: false },
    adopt: { type: 'boolean', default: false },
    verify: { type: 'string' },
    seed: { type: 'string', default: '0' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

interface Chosen {
  readonly benchmark: Benchmark;
  readonly planned: readonly PlannedExperiment[];
}

const stop = new AbortController();
const notice = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  if (values.help) process.stdout.write(usage);
  else await main();
} catch (error) {
  notice(isTrunklineError(error) ? `${error.code}: ${error.message}\n${error.hint ?? ''}` : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const chosen: Chosen[] = [];
  for (const benchmark of chooseBenchmarks(positionals)) {
    const planned = await planBenchmark(benchmark);
    chosen.push({ benchmark, planned: planned.map((one) => ({ ...one, entries: one.entries.filter(isChosen) })) });
  }
  const entries = chosen.flatMap(({ planned }) => planned.flatMap((one) => one.entries));
  if (entries.length === 0) throw new Error('Nothing is chosen: see --only and --seeds.');
  if (values.list) return listMethods(chosen);
  if (values.verify !== undefined) return await verifyDrawn(chosen);
  if (values.adopt) return await adopt(chosen);
  tellPlan(chosen);
  if (!values['dry-run']) await runMissing(chosen);
}

/** A list behind an option; undefined where it is not given. */
function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} is '${text}'; expected a whole number.`);
  return value;
}

function isChosen({ identity }: LedgerEntry): boolean {
  const labels = listOf(values.only);
  const seeds = listOf(values.seeds)?.map((seed) => wholeNumber('seeds', seed));
  return (labels?.includes(identity.label) ?? true) && (seeds?.includes(identity.seed) ?? true);
}

function listMethods(chosen: readonly Chosen[]): void {
  const used = new Set(
    chosen.flatMap(({ planned }) => planned.flatMap(({ rows }) => rows.map(({ method }) => method))),
  );
  const unused = methods()
    .map(({ name }) => name)
    .filter((name) => !used.has(name));
  process.stdout.write(`${unused.join('\n')}${unused.length > 0 ? '\n' : ''}`);
}

function tellPlan(chosen: readonly Chosen[]): void {
  const all: LedgerEntry[] = [];
  const rows = chosen.flatMap(({ benchmark, planned }) =>
    planned.map(({ plan, entries }) => {
      all.push(...entries);
      return [benchmark.name, plan.experiment.name, ...countsOf(entries)];
    }),
  );
  const table = [['benchmark', 'experiment', 'runs', 'stored', 'missing', 'hours missing', 'hours in all'], ...rows];
  if (rows.length > 1) table.push(['all', '', ...countsOf(all)]);
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
  process.stdout.write(
    'Hours are of two cores, by the planner, which measures as it runs; images through frozen layers come on top.\n',
  );
}

function countsOf(entries: readonly LedgerEntry[]): string[] {
  const missing = entries.filter((entry) => !isStored(entry));
  const hours = (some: readonly LedgerEntry[]): string => hoursOf(some.map(({ run }) => run)).toFixed(2);
  return [
    String(entries.length),
    String(entries.length - missing.length),
    String(missing.length),
    hours(missing),
    hours(entries),
  ];
}

async function runMissing(chosen: readonly Chosen[]): Promise<void> {
  const limit = values.minutes === undefined ? undefined : wholeNumber('minutes', values.minutes) * 60_000;
  const timer = limit === undefined ? undefined : setTimeout(() => stop.abort(), limit);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      notice('Stopping; runs that have ended are kept.');
      stop.abort();
    });
  }
  let lost = 0;
  for (const { benchmark, planned } of chosen) {
    for (const one of planned) {
      if (stop.signal.aborted) break;
      lost += await runExperimentOf(benchmark, one);
    }
  }
  clearTimeout(timer);
  if (stop.signal.aborted) notice('Stopped. The same command goes on with what is missing.');
  notice('Redraw the pages with: npm run benchmark-pages');
  if (lost > 0) process.exitCode = 1;
}

async function runExperimentOf(benchmark: Benchmark, planned: PlannedExperiment): Promise<number> {
  const { plan, facts, rows } = planned;
  const missing = planned.entries.filter((entry) => values.again || !isStored(entry));
  await updateLedger(benchmark.ledger, benchmark.name, (before) =>
    withExperiment(withoutStale(before, planned, missing), facts, rows),
  );
  if (missing.length === 0) return 0;
  let done = 0;
  const byId = new Map(missing.map((entry) => [entry.run.id, entry]));
  return await carryOut(
    plan,
    missing.map(({ run }) => run),
    {
      workers: values.workers === undefined ? 'auto' : wholeNumber('workers', values.workers),
      signal: stop.signal,
      onNotice: notice,
      onOutcome: async (run, outcome) => {
        const entry = byId.get(run.id);
        if (!entry) return;
        await updateLedger(benchmark.ledger, benchmark.name, (before) => withRuns(before, [storedRun(entry, outcome)]));
        done++;
        notice(`${plan.experiment.name} ${done} of ${missing.length}: ${told(entry.identity, outcome)}`);
      },
    },
  );
}

/** Without the runs that are about to be run anew, and without those of rows, pairs and seeds that the experiment has no more. */
function withoutStale(before: Ledger, { plan, entries }: PlannedExperiment, missing: readonly LedgerEntry[]): Ledger {
  const renewed = new Set(missing.map(({ identity }) => identityOf(identity)));
  const labels = new Set(plan.experiment.methods.map(({ label }) => label));
  const pairs = new Set(plan.pairs.map(({ name }) => `${name.source} → ${name.target}`));
  const own = entries[0]?.identity.experiment;
  return {
    ...before,
    runs: before.runs.filter((run) => {
      if (renewed.has(identityOf(run))) return false;
      if (run.experiment !== own) return true;
      return (
        labels.has(run.label) && pairs.has(`${run.source} → ${run.target}`) && plan.experiment.seeds.includes(run.seed)
      );
    }),
  };
}

function storedRun({ identity, key }: LedgerEntry, outcome: Outcome): LedgerRun {
  if ('failure' in outcome) return { ...identity, key, failure: outcome.failure };
  return { ...identity, key, ...outcome.numbers, ...outcome.cost };
}

function told({ source, target, label, trial, seed }: RunIdentity, outcome: Outcome): string {
  const what = `${label}${trial === undefined ? '' : ` trial ${trial}`}, ${source} → ${target}, seed ${seed}`;
  if ('failure' in outcome) return `${what}: failed`;
  const { numbers, cost } = outcome;
  return `${what}: ${(100 * numbers.accuracy).toFixed(1)} % in ${cost.seconds.toFixed(0)} s`;
}

async function adopt(chosen: readonly Chosen[]): Promise<void> {
  for (const { benchmark, planned } of chosen) {
    const changed = planned.flatMap(({ entries }) =>
      entries.flatMap((entry) => (entry.stored && !isStored(entry) ? [{ ...entry.stored, key: entry.key }] : [])),
    );
    await updateLedger(benchmark.ledger, benchmark.name, (before) =>
      planned.reduce((ledger, { facts, rows }) => withExperiment(ledger, facts, rows), withRuns(before, changed)),
    );
    notice(`${benchmark.name}: ${changed.length} stored runs now count for the settings of now.`);
  }
}

async function verifyDrawn(chosen: readonly Chosen[]): Promise<void> {
  const planned = chosen.flatMap((one) => one.planned);
  const drawn = drawRuns(planned, wholeNumber('verify', values.verify ?? '5'), wholeNumber('seed', values.seed));
  if (drawn.length === 0) throw new Error(`Nothing is stored that this processor (${thisProcessor()}) has computed.`);
  const verified = await verify(drawn, { workers: 'auto', signal: stop.signal, onNotice: notice });
  for (const { stored, differences } of verified) {
    const { experiment, source, target, label, seed } = stored;
    const verdict = differences.length === 0 ? 'equal' : `differs: ${differences.slice(0, 3).join('; ')}`;
    process.stdout.write(`${experiment}, ${label}, ${source} → ${target}, seed ${seed}: ${verdict}\n`);
  }
  const equal = verified.filter(({ differences }) => differences.length === 0).length;
  process.stdout.write(`${equal} of ${drawn.length} runs equal the stored numbers.\n`);
  if (equal < drawn.length) process.exitCode = 1;
}
