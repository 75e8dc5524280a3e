import { existsSync, readFileSync } from 'node:fs';
import type { Role } from '@trunkline/evaluation';
import { withLock, writeFileAtomic } from '@trunkline/system';

/** What an experiment of a benchmark compares, for its page. No path of a machine is among it. */
export interface LedgerExperiment {
  readonly name: string;
  readonly description: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly selection: string;
  /** The row that the others are compared with: source-only, or the first one where there is none. */
  readonly baseline: string;
  readonly seeds: readonly number[];
  /** All runs, whatever is stored, and what the planner said that they take on two cores. */
  readonly planned: { readonly runs: number; readonly hours: number };
}

/** A row of an experiment, with everything it was run with. */
export interface LedgerRow {
  readonly experiment: string;
  readonly label: string;
  readonly method: string;
  readonly family: string;
  readonly role: Role;
  /** Of a sweep those of its first trial. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What each trial of a sweep sets, by place in the row. */
  readonly trials?: readonly Readonly<Record<string, unknown>>[];
}

/** Which run it is. */
export interface RunIdentity {
  readonly experiment: string;
  readonly source: string;
  readonly target: string;
  readonly label: string;
  /** Of a sweep. */
  readonly trial?: number;
  readonly seed: number;
}

/** A candidate: its step, the target accuracy there, the share of the class predicted most. */
export type LedgerCheckpoint = readonly [step: number, accuracy: number, largestShare: number];

/** The numbers of a run. Shares in [0, 1]; times in seconds, memory in MB. */
export interface LedgerNumbers {
  readonly accuracy: number;
  readonly macro: number;
  /** Accuracy on the source's test images afterwards. */
  readonly sourceAccuracy: number;
  /** Share of the target test images that were given the class predicted most. */
  readonly largestShare: number;
  /** The checkpoint that the experiment's rule selected. */
  readonly step: number;
  /** The selecting rule's score there: what chooses among the trials of a sweep. */
  readonly score: number | null;
  readonly checkpoints: readonly LedgerCheckpoint[];
  /** By validator, its score of each checkpoint in their order; null where it gave none. */
  readonly validators: Readonly<Record<string, readonly (number | null)[]>>;
  /** Of rules that combine others, whose scores hold within a run alone: what they say of each checkpoint themselves. */
  readonly ownScores?: Readonly<Record<string, readonly (number | null)[]>>;
  readonly steps: number;
}

/** A run that ended, as it is stored. */
export interface FinishedLedgerRun extends RunIdentity, LedgerNumbers {
  /** Digest of everything that decides the numbers, see `keyOfRun`. */
  readonly key: string;
  readonly seconds: number;
  readonly secondsPerStep: number;
  readonly memory: number;
  readonly threads: number;
  readonly processor: string;
}

/** A run that failed by its own fault: it diverged, say. It is a result as well. */
export interface FailedLedgerRun extends RunIdentity {
  readonly key: string;
  readonly failure: string;
}

export type LedgerRun = FinishedLedgerRun | FailedLedgerRun;

/** `docs/benchmarks/<benchmark>.json`. */
export interface Ledger {
  readonly schema: 1;
  readonly benchmark: string;
  readonly experiments: readonly LedgerExperiment[];
  readonly rows: readonly LedgerRow[];
  readonly runs: readonly LedgerRun[];
}

export function isFinished(run: LedgerRun): run is FinishedLedgerRun {
  return !('failure' in run);
}

/** Names a run among all of a benchmark. */
export function identityOf({ experiment, source, target, label, trial, seed }: RunIdentity): string {
  return JSON.stringify([experiment, source, target, label, trial ?? null, seed]);
}

export function emptyLedger(benchmark: string): Ledger {
  return { schema: 1, benchmark, experiments: [], rows: [], runs: [] };
}

/** The ledger of a file; an empty one where there is none. */
export function readLedger(path: string, benchmark: string): Ledger {
  if (!existsSync(path)) return emptyLedger(benchmark);
  const ledger = JSON.parse(readFileSync(path, 'utf8')) as Ledger;
  if (ledger.schema !== 1) throw new Error(`${path} has the schema ${String(ledger.schema)}; this tool reads 1.`);
  return ledger;
}

/** Changes the ledger of a file while no other process does. */
export async function updateLedger(path: string, benchmark: string, change: (before: Ledger) => Ledger): Promise<void> {
  await withLock(path, async () => {
    await writeFileAtomic(path, ledgerText(change(readLedger(path, benchmark))));
  });
}

/** JSON with a line for each experiment, row and run, in an order of its own: new runs add lines and move none. */
export function ledgerText({ schema, benchmark, experiments, rows, runs }: Ledger): string {
  const lines = <Item>(items: readonly Item[], key: (item: Item) => string): string => {
    const keyed = items.map((item) => [key(item), JSON.stringify(item)] as const);
    keyed.sort(([first], [second]) => (first < second ? -1 : first > second ? 1 : 0));
    return keyed.length === 0 ? '[]' : `[\n${keyed.map(([, line]) => `    ${line}`).join(',\n')}\n  ]`;
  };
  return [
    '{',
    `  "schema": ${schema},`,
    `  "benchmark": ${JSON.stringify(benchmark)},`,
    `  "experiments": ${lines(experiments, ({ name }) => name)},`,
    `  "rows": ${lines(rows, ({ experiment, label }) => JSON.stringify([experiment, label]))},`,
    `  "runs": ${lines(runs, identityOf)}`,
    '}',
    '',
  ].join('\n');
}

/** With these runs put in the place of those that have their names. */
export function withRuns(ledger: Ledger, added: readonly LedgerRun[]): Ledger {
  const names = new Set(added.map(identityOf));
  return { ...ledger, runs: [...ledger.runs.filter((run) => !names.has(identityOf(run))), ...added] };
}

/** With what is to say of one experiment and its rows, in the place of what was said before. */
export function withExperiment(ledger: Ledger, experiment: LedgerExperiment, rows: readonly LedgerRow[]): Ledger {
  return {
    ...ledger,
    experiments: [...ledger.experiments.filter(({ name }) => name !== experiment.name), experiment],
    rows: [...ledger.rows.filter((row) => row.experiment !== experiment.name), ...rows],
  };
}
