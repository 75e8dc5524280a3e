import { costOf, cutDepth, cutName } from '@trunkline/backbone';
import { findValidator, inputsOf } from '@trunkline/evaluation';
import { sha256 } from '@trunkline/system';
import { checkSelection, readsStepAlone } from '../experiment/check-selection.ts';
import { methodOf } from '../experiment/method-of.ts';
import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import type { RunBill, StageBill } from '../prices/price-of-run.ts';
import { seesSide } from '../stages/batch-sides.ts';
import { selectingValidator } from '../stages/selecting-validator.ts';
import { planStages, type StagePlan } from '../stages/stage-plan.ts';
import { architectureOf } from './architecture-of.ts';
import { memoryOfRun } from './memory-of-run.ts';
import { stageKey } from './stage-key.ts';
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

/**
 * What time estimates rest on where nothing is measured yet, measured with the native engine on two cores of 2023's servers (AVX2): multiply-adds a
 * second of one core, and seconds of each step, each trained parameter in a step, and each run beside its arithmetic.
 */
const speed = {
  multiplyAddsPerSecondAndCore: 2.5e10,
  secondsPerStep: 0.003,
  secondsPerUpdatedParameter: 5e-9,
  secondsPerRun: 2,
};

/** What so many threads do by the table of speeds. */
export function multiplyAddsPerSecond(threads: number): number {
  return speed.multiplyAddsPerSecondAndCore * threads;
}

/** What is the same in each run of a row. */
export interface PlannedRow {
  readonly row: ResolvedMethod;
  /** The first stage that learns from labelled target images. */
  readonly needsLabelled: StagePlan | undefined;
  readonly stages: readonly PlannedStage[];
  readonly threads: number;
  readonly memoryBytes: number;
  readonly bill: RunBill;
  /** Multiply-adds of an image up to the deepest cut of the stages. */
  readonly prefix: number;
  readonly warnings: readonly string[];
}

/**
 * `sources`: how many domains each pair learns from; it is the same for all pairs of an experiment. `largestDomain`: images
 * of the largest domain, where they are known.
 */
export function planRow(
  experiment: ResolvedExperiment,
  row: ResolvedMethod,
  sources: number,
  processors: number,
  largestDomain: number,
): PlannedRow {
  const { imageSize } = experiment.data;
  const method = methodOf(row);
  const architecture = architectureOf(row, imageSize, 10, undefined, sources);
  const { trunk, head } = architecture;
  const modules = method.modules(row.options, architecture);
  const { rows, totals } = costOf(trunk, { height: imageSize, width: imageSize });
  let prefix = 0;
  let dearestStep = 0;
  let largestBatch = 0;
  const laidOut = planStages(method, row, experiment.data, architecture, modules);
  if (row.trial)
    checkSelection(
      selectingValidator(experiment, laidOut),
      [{ ...row, role: method.role, swept: true }],
      experiment.name,
    );
  const rough: { readonly step: number; readonly parameters: number; readonly image: number }[] = [];
  const stages = laidOut.map((stage): PlannedStage => {
    const { name, steps, cut, enters, rates, sees } = stage;
    const views = Object.keys(stage.stage.views(row.options)).length;
    const inputs = sees.filter((sight) => sight.endsWith('Images')).length + views;
    const before = rows.slice(0, cutDepth(trunk, cut)).reduce((sum, row) => sum + row.multiplyAdds, 0);
    prefix = Math.max(prefix, before);
    const forward = totals.multiplyAdds - before + head.cost().multiplyAdds;
    const passes = stage.stage.phases.reduce((sum, phase) => sum + phase.times(row.options), 0);
    const domains = inputs + (sees.includes('sourceImages') ? sources - 1 : 0);
    const images = passes * domains * stage.training.batchSize;
    dearestStep = Math.max(dearestStep, 3 * forward * domains * stage.training.batchSize);
    largestBatch = Math.max(largestBatch, domains * stage.training.batchSize);
    const learns = new Set(trunk.parameterNames().filter((name) => typeof rates.get(name) === 'number'));
    const layers = rows.filter(({ layer }) => learns.has(`backbone/${layer}/kernel`));
    // backward costs twice the forward; augmented images go through the frozen layers at every step as well
    rough.push({
      step: images * (3 * forward + (enters === 'images' ? before : 0)),
      parameters: layers.reduce((sum, { parameters }) => sum + parameters, head.cost().parameters),
      image: forward,
    });
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
  const perSecond = multiplyAddsPerSecond(threads);
  const keys = laidOut.map((stage) => stageKey(experiment, row, stage, modules, sources));
  const bill: RunBill = {
    stages: laidOut.map((stage, place): StageBill => {
      const { step = 0, parameters = 0, image = 0 } = rough[place] ?? {};
      return {
        key: keys[place] ?? '',
        steps: stage.steps,
        evaluatedImages:
          evaluatedImages(experiment, stage, largestDomain) * Math.ceil(stage.steps / row.training.evaluateEvery),
        roughSecondsPerStep: speed.secondsPerStep + parameters * speed.secondsPerUpdatedParameter + step / perSecond,
        roughSecondsPerEvaluatedImage: image / perSecond,
      };
    }),
    key: sha256(JSON.stringify([keys, experiment.report, experiment.data.limits])),
    roughSeconds: speed.secondsPerRun,
  };
  const memoryBytes = memoryOfRun(totals, head.cost().parameters, largestBatch);
  const needsLabelled = laidOut.find(({ sees }) => seesSide(sees, 'labelledTarget'));
  return { row, needsLabelled, stages, threads, memoryBytes, bill, prefix, warnings };
}

/** Images that one evaluation looks at. */
function evaluatedImages(
  { data, evaluation, validators }: ResolvedExperiment,
  { sourceFree }: Pick<StagePlan, 'sourceFree'>,
  largestDomain: number,
): number {
  const reads = [...inputsOf(validators.map(findValidator))];
  const most = (count: number): number => Math.min(count, largestDomain);
  const ofSource =
    most(data.limits?.validation ?? 1000) +
    (reads.some((name) => name.startsWith('sourceTrain')) ? most(evaluation.sourceTrainImages) : 0);
  const ofTarget =
    most(data.limits?.test ?? 2000) +
    (reads.some((name) => name.startsWith('targetTrain')) ? most(evaluation.targetTrainImages) : 0) +
    (reads.includes('targetTrainMixedLogits') ? most(evaluation.targetTrainImages) : 0);
  return ofTarget + (sourceFree ? 0 : ofSource);
}
