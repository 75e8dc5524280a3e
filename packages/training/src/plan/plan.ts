import { checkWeightName } from '@trunkline/backbone';
import type { DomainOutline } from '@trunkline/data';
import { threadCount } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import { findValidator } from '@trunkline/evaluation';
import { domainName, type TargetReferenceInput } from '../experiment/domain-reference.ts';
import { methodOf } from '../experiment/method-of.ts';
import { pairsOf, type Pair } from '../experiment/pairs.ts';
import { resolveExperiment, type ResolvedExperiment, type ResolvedMethod } from '../experiment/resolve.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { priceOfRun, type RunBill } from '../prices/price-of-run.ts';
import { without } from '../values/without.ts';
import { multiplyAddsPerSecond, planRow, type PlannedRow, type PlannedStage } from './plan-row.ts';

/** One method × one seed × one source→target pair. */
export interface PlannedRun {
  /** `<label>/<source>-to-<target>/seed-<n>`, of a trial `<label>/trial-<n>/…`, as file names; its folder below `runs/`. */
  readonly id: string;
  readonly label: string;
  /** Number of the trial, for a row with a sweep. */
  readonly trial?: number;
  readonly method: string;
  readonly family: string;
  readonly seed: number;
  readonly source: string;
  readonly target: string;
  /** Place in the plan's pairs. */
  readonly pair: number;
  readonly stages: readonly PlannedStage[];
  /** Threads it computes with: its last digits depend on them, so they are part of the plan. */
  readonly threads: number;
  /** A rough estimate of what its process takes. */
  readonly memoryBytes: number;
  /** Measured where this machine has done its like, else by a table of speeds; on the machine alone. */
  readonly estimatedSeconds: number;
  /** What the estimate follows from, so that it can be made anew when more is known. */
  readonly bill: RunBill;
}

/** What an experiment will do. */
export interface Plan {
  readonly experiment: ResolvedExperiment;
  /** Every domain once; pairs name them by their places here. */
  readonly domains: readonly TargetReferenceInput[];
  readonly pairs: readonly Pair[];
  readonly runs: readonly PlannedRun[];
  /** Of all runs one after another, and before them the frozen prefix. */
  readonly estimatedSeconds: number;
  /** Of {@link estimatedSeconds}, those of the frozen prefix of every image, as if nothing were cached. */
  readonly prefixSeconds: number;
  /** Of {@link estimatedSeconds}, those that rest on measurements of this machine. */
  readonly measuredSeconds: number;
  /** What readers noticed of the data; combinations that are known to fail, as the methods themselves say, with their cures. */
  readonly warnings: readonly string[];
}

/** Images of a domain when nobody has counted them. */
const assumedCount = 10_000;

/** Options of {@link planExperiment}. */
export interface PlanOptions {
  /** Threads that a run may have. Default: `TRUNKLINE_THREADS`, else every processor. */
  readonly threads?: number;
  /** What is known of each domain, in the order of the plan: see `outlineDomains`. Its notes become warnings. */
  readonly outlines?: readonly (DomainOutline | undefined)[];
  /** Images of each domain, in the order of the plan, for the time estimate. Default: those of `outlines`. */
  readonly counts?: readonly (number | undefined)[];
  /** What was measured on this machine before, for the time estimate. No other number of the plan follows from it. */
  readonly prices?: PriceBook;
}

/**
 * Lays out every run of an experiment, without reading a picture or starting an engine. Takes what `loadExperiment` gives,
 * or a plain experiment. Throws what checking the experiment throws, `TL_IMAGE_TOO_SMALL` and `TL_WEIGHT_SET_UNKNOWN`.
 */
export async function planExperiment(
  experiment: ResolvedExperiment | Experiment,
  options: PlanOptions = {},
): Promise<Plan> {
  const resolved = isResolved(experiment) ? experiment : resolveExperiment(experiment);
  const { data, methods, seeds } = resolved;
  const processors = options.threads ?? threadCount();
  for (const { trunk } of methods) if (trunk.weights !== null) await checkWeightName(trunk.weights);
  const { domains, pairs } = await pairsOf(data);
  const sources = pairs[0]?.sources.length ?? 1;
  const counts = options.counts ?? options.outlines?.map((one) => one?.count);
  const known = domains.map((_, place) => counts?.[place] ?? Infinity);
  const planned = methods.map((row) => planRow(resolved, row, sources, processors, Math.max(...known)));
  for (const pair of pairs) for (const row of planned) checkLabels(row, pair, resolved.name);
  const runs: PlannedRun[] = [];
  let measuredSeconds = 0;
  for (const [pair, { name }] of pairs.entries()) {
    const { source, target } = name;
    for (const seed of seeds) {
      for (const { row, stages, threads, memoryBytes, bill } of planned) {
        const price = priceOfRun(bill, threads, options.prices);
        measuredSeconds += price.measuredSeconds;
        runs.push({
          id: [rowFolder(row), `${fileName(source)}-to-${fileName(target)}`, `seed-${seed}`].join('/'),
          label: row.label,
          ...(row.trial && { trial: row.trial.index }),
          method: methodOf(row).name,
          family: row.family,
          seed,
          source,
          target,
          pair,
          stages,
          threads,
          memoryBytes,
          estimatedSeconds: price.seconds,
          bill,
        });
      }
    }
  }
  const ids = runs.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new TrunklineError('TL_EXPERIMENT_INVALID', `Two runs would write to ${twice}.`, {
      hint: 'Give the methods labels, and the targets names, that differ.',
      exitStatus: 2,
    });
  }
  const prefixSeconds = prefixMultiplyAdds(resolved, planned, domains, counts) / multiplyAddsPerSecond(processors);
  return {
    experiment: resolved,
    domains,
    pairs,
    runs,
    estimatedSeconds: runs.reduce((sum, run) => sum + run.estimatedSeconds, prefixSeconds),
    prefixSeconds,
    measuredSeconds,
    warnings: [
      ...new Set(
        domains.flatMap((domain, place) =>
          (options.outlines?.[place]?.notes ?? []).map((note) => domainNote(domain, note)),
        ),
      ),
      ...new Set(planned.flatMap(({ row, warnings }) => warnings.map((warning) => `${row.label}: ${warning}`))),
      ...pairs.filter(({ unlabelled }) => unlabelled).flatMap(({ name }) => blindRule(resolved, name.target)),
    ],
  };
}

/** What a reader noticed of a domain, as a warning says it. */
export function domainNote(reference: TargetReferenceInput, note: string): string {
  return `${domainName(reference)}: ${note}`;
}

/** Without labels the rule's score is all that compares rows: warns of a rule that does not look at the target. */
function blindRule({ selection }: ResolvedExperiment, target: string): string[] {
  const { name, reads } = findValidator(selection.validator);
  if (reads.some((input) => input.startsWith('targetTrain'))) return [];
  return [
    `nobody knows the classes of ${target}, and the selecting rule ${name} does not look at it, so its scores say nothing of how methods do there. Set selection.validator to one that reads the target, such as info-max.`,
  ];
}

/** Refuses a row that learns from target labels where a pair has none. Throws `TL_EXPERIMENT_INVALID`. */
function checkLabels({ row, needsLabelled }: PlannedRow, { name, labelled, unlabelled }: Pair, where: string): void {
  const { role } = methodOf(row);
  if (unlabelled && (role === 'oracle' || needsLabelled !== undefined)) {
    throw new TrunklineError(
      'TL_EXPERIMENT_INVALID',
      `${where}: ${row.label} learns from target labels, and nobody knows the classes of the target ${name.target} (layout 'images').`,
      {
        hint: `Leave ${row.label} out, or lay the pictures out as <folder>/<class>/<picture>.jpg and write layout: 'image-folder'.`,
        exitStatus: 2,
      },
    );
  }
  if (needsLabelled === undefined || labelled !== undefined) return;
  throw new TrunklineError(
    'TL_EXPERIMENT_INVALID',
    `${where}: ${row.label} learns from labelled images of the target in its stage '${needsLabelled.name}', and the target ${name.target} has none.`,
    {
      hint: `Write beside the target how many of each class it may see: targets: [{ …, labelled: 5 }].`,
      exitStatus: 2,
    },
  );
}

function rowFolder({ label, trial }: ResolvedMethod): string {
  return trial === undefined ? fileName(label) : `${fileName(label)}/trial-${trial.index}`;
}

function isResolved(experiment: ResolvedExperiment | Experiment): experiment is ResolvedExperiment {
  return 'smoke' in experiment && typeof experiment.smoke === 'boolean';
}

/** The frozen prefix of every image, once, as if nothing were cached: up to the deepest cut of each trunk. */
function prefixMultiplyAdds(
  { data, seeds }: ResolvedExperiment,
  planned: readonly PlannedRow[],
  domains: readonly TargetReferenceInput[],
  counts: PlanOptions['counts'],
): number {
  const { train = Infinity, validation = Infinity, test = Infinity } = data.limits ?? {};
  const used = (train + validation + test) * seeds.length;
  const images = domains.map(({ limit }, place) => Math.min(counts?.[place] ?? limit ?? assumedCount, used));
  const perImage = new Map<string, number>();
  for (const { row, prefix } of planned) {
    const key = JSON.stringify(without(row.trunk, 'frozenThrough'));
    perImage.set(key, Math.max(prefix, perImage.get(key) ?? 0));
  }
  const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
  return sum(perImage.values()) * sum(images);
}

/** `LP-FT (slow)` → `lp-ft-slow`. */
export function fileName(label: string): string {
  const name = label
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return name === '' ? 'run' : name;
}
