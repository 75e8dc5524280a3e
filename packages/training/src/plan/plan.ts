import { checkWeightName, costOf, cutDepth, cutName } from '@trunkline/backbone';
import { threadCount } from '@trunkline/engine';
import { findValidator } from '@trunkline/evaluation';
import { findMethod, type Architecture } from '@trunkline/methods';
import { createArchitecture } from '../model/create-architecture.ts';
import { TrunklineError } from '@trunkline/system';
import type { TargetReferenceInput } from '../experiment/domain-reference.ts';
import { checkSelection, readsStepAlone } from '../experiment/check-selection.ts';
import { trunkOf } from '../experiment/resolved-trunk.ts';
import { resolveExperiment, type ResolvedExperiment, type ResolvedMethod } from '../experiment/resolve.ts';
import type { Experiment } from '../experiment/schema.ts';
import { seesSide } from '../stages/batch-sides.ts';
import { selectingValidator } from '../stages/selecting-validator.ts';
import { planStages, type StagePlan } from '../stages/stage-plan.ts';
import { without } from '../values/without.ts';
import { pairsOf, type Pair } from '../experiment/pairs.ts';
import { memoryOfRun } from './memory-of-run.ts';
import { threadsOfRun } from './threads-of-run.ts';

/** A stage of a planned run. */
export interface PlannedStage {
  readonly name: string;
  /** Largest number of steps; a stage may converge earlier. */
  readonly steps: number;
  /** The last frozen layer before anything that learns, `images`, or `embedding`. */
  readonly cut: string;
  /** Whether convolutions learn in it. */
  readonly trainsTrunk: boolean;
}

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
  readonly estimatedSeconds: number;
}

/** What an experiment will do. */
export interface Plan {
  readonly experiment: ResolvedExperiment;
  /** Every domain once; pairs name them by their places here. */
  readonly domains: readonly TargetReferenceInput[];
  readonly pairs: readonly Pair[];
  readonly runs: readonly PlannedRun[];
  readonly estimatedSeconds: number;
  /** Combinations that are known to fail, as the methods themselves say, with their cures. */
  readonly warnings: readonly string[];
}

/**
 * What time estimates rest on, measured with the native engine on two cores of 2023's servers (AVX2): multiply-adds a
 * second of one core, and seconds of each step, each trained parameter in a step, and each run beside its arithmetic.
 */
const speed = {
  multiplyAddsPerSecondAndCore: 2.5e10,
  secondsPerStep: 0.003,
  secondsPerUpdatedParameter: 5e-9,
  secondsPerRun: 2,
};

/** Images of a domain when nobody has counted them. */
const assumedCount = 10_000;

/** Options of {@link planExperiment}. */
export interface PlanOptions {
  /** Threads that a run may have. Default: `TRUNKLINE_THREADS`, else every processor. */
  readonly threads?: number;
  /** Images of each domain, in the order of the plan, where they are known, for the time estimate; see `countImages`. */
  readonly counts?: readonly (number | undefined)[];
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
  const perThread = speed.multiplyAddsPerSecondAndCore;
  for (const { trunk } of methods) if (trunk.weights !== null) await checkWeightName(trunk.weights);
  const { domains, pairs } = await pairsOf(data);
  const planned = methods.map((row) => planRow(resolved, row, pairs[0]?.sources.length ?? 1, processors));
  for (const pair of pairs) for (const row of planned) checkLabels(row, pair, resolved.name);
  const runs: PlannedRun[] = [];
  for (const [pair, { name }] of pairs.entries()) {
    const { source, target } = name;
    for (const seed of seeds) {
      for (const { row, stages, threads, memoryBytes, multiplyAdds, otherSeconds } of planned) {
        runs.push({
          id: [rowFolder(row), `${fileName(source)}-to-${fileName(target)}`, `seed-${seed}`].join('/'),
          label: row.label,
          ...(row.trial && { trial: row.trial.index }),
          method: row.method,
          family: row.family,
          seed,
          source,
          target,
          pair,
          stages,
          threads,
          memoryBytes,
          estimatedSeconds: otherSeconds + multiplyAdds / (perThread * threads),
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
  const prefix = prefixMultiplyAdds(resolved, planned, domains, options.counts) / (perThread * processors);
  return {
    experiment: resolved,
    domains,
    pairs,
    runs,
    estimatedSeconds: runs.reduce((sum, run) => sum + run.estimatedSeconds, prefix),
    warnings: [
      ...new Set(planned.flatMap(({ row, warnings }) => warnings.map((warning) => `${row.label}: ${warning}`))),
      ...pairs.filter(({ unlabelled }) => unlabelled).flatMap(({ name }) => blindRule(resolved, name.target)),
    ],
  };
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
  const { role } = findMethod(row.method);
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

/** The trunk and a head for these classes, as a row of the experiment uses them. Only shapes: no parameters yet. */
export function architectureOf(
  row: ResolvedMethod,
  imageSize: number,
  classes: number,
  weightSlope?: number,
  sources = 1,
): Architecture {
  const trunk = trunkOf(row.trunk, weightSlope ?? slopeOf(row.trunk.weights));
  if (imageSize < trunk.smallestImage) {
    throw new TrunklineError(
      'TL_IMAGE_TOO_SMALL',
      `data.imageSize is ${imageSize} px, ${trunk.name} needs at least ${trunk.smallestImage}.`,
      { hint: `Set data.imageSize to ${trunk.smallestImage} or more.`, exitStatus: 2 },
    );
  }
  return createArchitecture(trunk, row.head, { classes, imageSize, sources });
}

/** ReLU is what the named ImageNet sets were trained with; random weights take the trunk's own slope. */
function slopeOf(weights: string | null): number | undefined {
  return weights === null ? undefined : 0;
}

/** What is the same in each run of a row. */
interface PlannedRow {
  readonly row: ResolvedMethod;
  /** The first stage that learns from labelled target images. */
  readonly needsLabelled: StagePlan | undefined;
  readonly stages: readonly PlannedStage[];
  readonly threads: number;
  readonly memoryBytes: number;
  readonly multiplyAdds: number;
  readonly otherSeconds: number;
  /** Multiply-adds of an image up to the deepest cut of the stages. */
  readonly prefix: number;
  readonly warnings: readonly string[];
}

/** `sources`: how many domains each pair learns from; it is the same for all pairs of an experiment. */
function planRow(experiment: ResolvedExperiment, row: ResolvedMethod, sources: number, processors: number): PlannedRow {
  const { imageSize } = experiment.data;
  const method = findMethod(row.method);
  const architecture = architectureOf(row, imageSize, 10, undefined, sources);
  const { trunk, head } = architecture;
  const modules = method.modules(row.options, architecture);
  const { rows, totals } = costOf(trunk, { height: imageSize, width: imageSize });
  let prefix = 0;
  let multiplyAdds = 0;
  let dearestStep = 0;
  let largestBatch = 0;
  let otherSeconds = speed.secondsPerRun;
  const laidOut = planStages(method, row, experiment.data, architecture, modules);
  if (row.trial)
    checkSelection(
      selectingValidator(experiment, laidOut),
      [{ ...row, role: method.role, swept: true }],
      experiment.name,
    );
  const stages = laidOut.map((stage): PlannedStage => {
    const { name, steps, cut, enters, rates, sees } = stage;
    const views = Object.keys(stage.stage.views(row.options)).length;
    const inputs = sees.filter((sight) => sight.endsWith('Images')).length + views;
    const before = rows.slice(0, cutDepth(trunk, cut)).reduce((sum, row) => sum + row.multiplyAdds, 0);
    prefix = Math.max(prefix, before);
    const forward = totals.multiplyAdds - before + head.cost().multiplyAdds;
    const evaluated = evaluatedImages(experiment) * Math.ceil(steps / row.training.evaluateEvery);
    const passes = stage.stage.phases.reduce((sum, phase) => sum + phase.times(row.options), 0);
    const domains = inputs + (sees.includes('sourceImages') ? sources - 1 : 0);
    const trainedImages = steps * passes * domains * stage.training.batchSize;
    // backward costs twice the forward; augmented images go through the frozen layers at every step as well
    multiplyAdds += forward * (3 * trainedImages + evaluated) + (enters === 'images' ? before * trainedImages : 0);
    dearestStep = Math.max(dearestStep, 3 * forward * domains * stage.training.batchSize);
    largestBatch = Math.max(largestBatch, domains * stage.training.batchSize);
    const learns = new Set(trunk.parameterNames().filter((name) => typeof rates.get(name) === 'number'));
    const layers = rows.filter(({ layer }) => learns.has(`backbone/${layer}/kernel`));
    const updated = layers.reduce((sum, { parameters }) => sum + parameters, head.cost().parameters);
    otherSeconds += steps * (speed.secondsPerStep + updated * speed.secondsPerUpdatedParameter);
    return { name, steps, cut: cutName(enters), trainsTrunk: learns.size > 0 };
  });
  const recipes = laidOut.map(({ training }) => ({
    options: row.options,
    architecture,
    optimiser: training.optimiser.name,
  }));
  const stopsNever = row.training.earlyStopping && readsStepAlone(selectingValidator(experiment, laidOut));
  const warnings = [
    ...recipes.flatMap((recipe) => method.warnings?.(recipe) ?? []),
    ...(stopsNever ? ['its last stage sees no source, so its last checkpoint is taken and no run stops early.'] : []),
  ];
  const threads = threadsOfRun(row, dearestStep, processors);
  const memoryBytes = memoryOfRun(totals, head.cost().parameters, largestBatch);
  const needsLabelled = laidOut.find(({ sees }) => seesSide(sees, 'labelledTarget'));
  return { row, needsLabelled, stages, threads, memoryBytes, multiplyAdds, otherSeconds, prefix, warnings };
}

function evaluatedImages({ data, evaluation }: ResolvedExperiment): number {
  return (data.limits?.validation ?? 1000) + (data.limits?.test ?? 2000) + evaluation.targetTrainImages;
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

/** The plan as lines for a terminal (`--dry-run`). */
export function describePlan(plan: Plan): string {
  const { experiment, runs } = plan;
  const labels = [...new Set(experiment.methods.map(({ label }) => label))];
  const rows = labels.map((label) => {
    const own = runs.filter((run) => run.label === label);
    const trials = experiment.methods.filter((row) => row.label === label).length;
    const stages = own[0]?.stages.map(({ name, steps, cut }) => `${name} ${steps} steps after ${cut}`).join(', then ');
    const seconds = own.reduce((sum, run) => sum + run.estimatedSeconds, 0);
    return [
      label,
      `${counted(own.length, 'run')}${trials > 1 ? ` (${trials} trials)` : ''}`,
      stages ?? '',
      `about ${duration(seconds)}`,
    ];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pairs = [...new Set(runs.map(({ source, target }) => `${source} → ${target}`))];
  const plugins = (experiment.plugins ?? []).map(
    ({ name, version, digest, defines }) =>
      `Plugin ${name}${version === undefined ? '' : ` ${version}`} (${digest.slice(0, 12)}): ${defines.join(', ')}`,
  );
  return [
    `${experiment.name}: ${counted(runs.length, 'run')} = ${methodCount(labels.length, experiment.methods.length)} × ${counted(experiment.seeds.length, 'seed')} × ${counted(pairs.length, 'pair')} (${pairs.join(', ')})`,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`),
    ...plugins,
    `Selection by ${experiment.selection.validator}; images ${experiment.data.imageSize} px; about ${duration(plan.estimatedSeconds)} in all (a rough estimate, frozen prefix included).`,
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n');
}

/** "3 methods", "3 methods in 22 trials". */
function methodCount(labels: number, rows: number): string {
  return labels === rows ? counted(labels, 'method') : `${counted(labels, 'method')} (${rows} with their trials)`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `45 s`, `12 min`, `3.5 h`. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
