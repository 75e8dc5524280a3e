import { loadWeights, pullWeights } from '@trunkline/backbone';
import { loadDomain } from '@trunkline/data';
import { describeEngine } from '@trunkline/engine';
import { validators } from '@trunkline/evaluation';
import { findMethod } from '@trunkline/methods';
import { isTrunklineError, sha256 } from '@trunkline/system';
import {
  loadExperiment,
  outlineDomains,
  planExperiment,
  PriceBook,
  type Plan,
  type PlannedRun,
} from '@trunkline/training';
import type { Benchmark } from './find-benchmarks.ts';
import { domainKeys, keyOfRun, without, type InputDigests } from './key-of-run.ts';
import {
  identityOf,
  readLedger,
  type LedgerExperiment,
  type LedgerRow,
  type LedgerRun,
  type RunIdentity,
} from './ledger.ts';

/** A run of a benchmark, planned. */
export interface LedgerEntry {
  readonly run: PlannedRun;
  readonly identity: RunIdentity;
  readonly key: string;
  /** What the ledger has under this name, with whatever settings. */
  readonly stored: LedgerRun | undefined;
}

/** An experiment of a benchmark, planned and held against its ledger. */
export interface PlannedExperiment {
  readonly plan: Plan;
  readonly entries: readonly LedgerEntry[];
  readonly facts: LedgerExperiment;
  readonly rows: readonly LedgerRow[];
}

/** Plans every experiment of a benchmark. Data and weights that are not on this machine yet are fetched for their digests. */
export async function planBenchmark(benchmark: Benchmark): Promise<readonly PlannedExperiment[]> {
  const ledger = readLedger(benchmark.ledger, benchmark.name);
  const stored = new Map(ledger.runs.map((run) => [identityOf(run), run]));
  const planned: PlannedExperiment[] = [];
  for (const path of benchmark.experiments) {
    const plan = await planOf(path);
    const digests = await digestsOf(plan);
    const entries = plan.runs.map((run): LedgerEntry => {
      const identity = identityOfRun(plan, run);
      return { run, identity, key: keyOfRun(plan, run, digests), stored: stored.get(identityOf(identity)) };
    });
    planned.push({ plan, entries, facts: factsOf(plan), rows: rowsOf(plan) });
  }
  return planned;
}

/** Whether the ledger has the run with the very settings, pictures and weights of now. */
export function isStored({ key, stored }: LedgerEntry): boolean {
  return stored?.key === key;
}

/** Hours of two cores that these runs take by the planner, if the cores are kept busy. */
export function hoursOf(runs: readonly PlannedRun[]): number {
  return runs.reduce((sum, { estimatedSeconds, threads }) => sum + estimatedSeconds * threads, 0) / 2 / 3600;
}

/** An experiment as its file has it, judged by every validator there is: they change no other number of a run. */
async function planOf(path: string): Promise<Plan> {
  const loaded = await loadExperiment(path);
  const names = [loaded.selection.validator, ...validators().map(({ name }) => name)];
  const experiment = { ...loaded, validators: [...new Set(names)] };
  const engine = await describeEngine();
  return await planExperiment(experiment, {
    threads: Math.min(2, engine.threads),
    outlines: await outlineDomains(experiment),
    prices: await PriceBook.open(engine),
  });
}

const knownDomains = new Map<string, Promise<string>>();
const knownWeights = new Map<string, Promise<string>>();

async function digestsOf({ domains, experiment }: Plan): Promise<InputDigests> {
  const names = new Set(experiment.methods.flatMap(({ trunk }) => (trunk.weights === null ? [] : [trunk.weights])));
  const digests: string[] = [];
  for (const reference of domains) {
    digests.push(
      await once(knownDomains, JSON.stringify(reference), async () => {
        const { digest, count } = await loadDomain(reference as Parameters<typeof loadDomain>[0]);
        return sha256(`${digest} ${count}`);
      }),
    );
  }
  const weights: Record<string, string> = {};
  for (const name of names) weights[name] = await once(knownWeights, name, () => digestOfWeights(name));
  return { domains: digests, weights };
}

async function digestOfWeights(name: string): Promise<string> {
  try {
    return (await loadWeights(name)).digest;
  } catch (error) {
    if (!isTrunklineError(error) || error.code !== 'TL_WEIGHTS_MISSING') throw error;
    await pullWeights(name);
    return (await loadWeights(name)).digest;
  }
}

async function once(known: Map<string, Promise<string>>, key: string, work: () => Promise<string>): Promise<string> {
  const found = known.get(key) ?? work();
  known.set(key, found);
  return await found;
}

function identityOfRun({ experiment }: Plan, { source, target, label, trial, seed }: PlannedRun): RunIdentity {
  return { experiment: experiment.name, source, target, label, ...(trial !== undefined && { trial }), seed };
}

function factsOf({ experiment, runs }: Plan): LedgerExperiment {
  const { name, description, data, selection, seeds } = experiment;
  return {
    name,
    description,
    data: without(data, domainKeys),
    selection: selection.validator,
    baseline: baselineOf(experiment),
    seeds,
    planned: { runs: runs.length, hours: Number(hoursOf(runs).toFixed(2)) },
  };
}

function rowsOf({ experiment: { name, methods } }: Plan): LedgerRow[] {
  return methods
    .filter(({ trial }) => (trial?.index ?? 0) === 0)
    .map((row) => ({
      experiment: name,
      label: row.label,
      method: row.method,
      family: row.family,
      role: findMethod(row.method).role,
      settings: without(row, ['label', 'trial', 'method', 'family']),
      ...(row.trial && {
        trials: methods.flatMap(({ label, trial }) => (label === row.label && trial ? [trial.values] : [])),
      }),
    }));
}

function baselineOf({ methods }: Plan['experiment']): string {
  const found = methods.find(({ method }) => findMethod(method).role === 'baseline') ?? methods[0];
  return found?.label ?? '';
}
