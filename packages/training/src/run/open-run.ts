import { createOptimiser, tf, type Optimiser, type Parameters } from '@trunkline/engine';
import { createModel } from '@trunkline/methods';
import { createRandom, restoreRandom, TrunklineError } from '@trunkline/system';
import type { Checkpoint } from '../checkpoint/checkpoint-store.ts';
import { oracleLabels } from '../inputs/oracle-labels.ts';
import type { RunData } from '../inputs/run-data.ts';
import type { LiveRun } from './live-run.ts';
import type { RunServices } from './run-services.ts';
import type { RunSettings } from './run-settings.ts';
import { defined } from '../values/defined.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import { openAverages } from './average-weights.ts';
import { classificationOptions } from './classification-options.ts';
import { assign, emptyWindow, tensorsOf, unpackArrays, type RunArrays, type RunState } from './run-state.ts';

/** Makes a run's parameters and streams, at the start or as a checkpoint left them. */
export function openRun(
  settings: RunSettings,
  data: RunData,
  services: RunServices,
  saved: Checkpoint<RunState> | undefined,
): LiveRun {
  const { architecture, modules, stages, run } = settings;
  const { trunk, head } = architecture;
  if (saved && saved.state.fingerprint !== settings.fingerprint) {
    throw new TrunklineError(
      'TL_CHECKPOINT_MISMATCH',
      `The checkpoint in ${services.folder} belongs to other settings, data, weights or another engine.`,
      { hint: 'Start a new invocation instead of resuming this one.', exitStatus: 2 },
    );
  }
  const random = createRandom(run.seed);
  const parameters: Parameters = {};
  for (const name of trunkParametersNeeded(settings)) {
    const value = data.weighted.parameters[name];
    if (!value)
      throw new TrunklineError('TL_PARAMETER_MISSING', `The weights have no parameter '${name}'.`, {
        exitStatus: 2,
        hint: 'Use weights of the same trunk, width and batch normalisation.',
      });
    parameters[name] = tf.tidy(() => tf.variable(tf.tensor(value.data, [...value.shape])));
  }
  Object.assign(parameters, head.init(random.fork('head')));
  const initial = { ...parameters };
  for (const module of Object.values(modules)) {
    Object.assign(parameters, module.init(random.fork('method parameters'), initial));
  }
  const moving = new Set(
    [...architecture.parameters, ...Object.values(modules).flatMap((module) => module.parameters)]
      .filter(({ learnable }) => learnable === false)
      .map(({ name }) => name),
  );
  const changing = Object.keys(parameters).filter(
    (name) => moving.has(name) || stages.some(({ rates }) => rates.get(name) !== 'frozen'),
  );
  const arrays: RunArrays = saved
    ? unpackArrays(saved.tensors)
    : {
        parameters: {},
        slots: {},
        averages: {},
        selected: {},
        rivals: {},
        predictions: {},
        notes: {},
        selectedNotes: {},
      };
  assign(parameters, arrays.parameters);
  const state =
    saved?.state ?? freshState(settings, data, random.fork('dropout').state(), random.fork('method').state());
  const stage = stages[state.stage];
  const optimiser =
    saved && stage && !state.trained ? restoredOptimiser(stage, arrays.slots, state.optimiserSteps) : undefined;
  return {
    settings,
    data,
    services,
    model: createModel(trunk, head),
    parameters,
    dropout: restoreRandom(state.random.dropout),
    methodRandom: restoreRandom(state.random.method),
    changing,
    classification: classificationOptions(settings.row.training, labelsOf(settings, data), data.source.classNames),
    averages: settings.row.training.averageWeights ? openAverages(parameters, changing, arrays.averages) : {},
    state,
    selected: arrays.selected,
    rivals: arrays.rivals,
    predictions: arrays.predictions,
    notes: arrays.notes,
    selectedNotes: arrays.selectedNotes,
    noteTensors: tensorsOf(arrays.notes),
    optimiser,
  };
}

/** The labels that a run trains on: the source's, or those of the oracle's target. */
function labelsOf({ method }: RunSettings, { splits }: RunData): Int32Array {
  return method.role === 'oracle' ? oracleLabels(method, splits.targetOracleTrain) : splits.sourceTrain.labels_N;
}

function freshState(
  { fingerprint }: RunSettings,
  { imagesPrepared }: RunData,
  dropout: RunState['random']['dropout'],
  method: RunState['random']['method'],
): RunState {
  return {
    fingerprint,
    stage: 0,
    stageBegun: false,
    stepInStage: 0,
    step: 0,
    samplers: {},
    random: { dropout, method },
    optimiserSteps: {},
    logWindow: emptyWindow(),
    evaluationWindow: emptyWindow(),
    means: [],
    curves: {},
    scores: {},
    candidateNames: {},
    selectedStep: -1,
    trainingSeconds: 0,
    totalSeconds: 0,
    peakMemoryBytes: 0,
    prefixImages: imagesPrepared,
    evaluationDue: false,
    stageEnded: false,
    trained: false,
    position: 0,
  };
}

/**
 * The trunk's parameters behind the shallowest place where pictures or activations enter; all of them where a network of
 * the method's own stands in the trunk's place.
 */
function trunkParametersNeeded({ architecture: { trunk }, modules, stages }: RunSettings): readonly string[] {
  const cuts = stages.flatMap(({ cut, enters }) => [cut, enters]);
  const copied = Object.values(modules).some(({ parameters }) =>
    parameters.some(({ name }) => name.includes('/backbone/')),
  );
  if (copied || cuts.includes('images')) return trunk.parameterNames();
  const next = cuts.flatMap((cut) =>
    typeof cut === 'object' ? [trunk.layers.findIndex(({ name }) => name === cut.after) + 1] : [],
  );
  const from = trunk.layers[Math.min(...next, trunk.layers.length)]?.name;
  return from === undefined ? [] : trunk.parameterNames({ from });
}

/**
 * The optimiser of a stage, at its first step. Weight decay is for kernels, not for biases and scales, and not for what the
 * method's rules except.
 */
export function newOptimiser({ training, undecayed }: Pick<StagePlan, 'training' | 'undecayed'>): Optimiser {
  const options = defined(training.optimiser);
  return createOptimiser({ ...options, decays: (name) => name.endsWith('/kernel') && !undecayed.has(name) });
}

function restoredOptimiser(
  stage: StagePlan,
  slots: RunArrays['slots'],
  steps: Readonly<Record<string, number>>,
): Optimiser {
  const optimiser = newOptimiser(stage);
  const tensors = Object.fromEntries(
    Object.entries(slots).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
  optimiser.restore(tensors, steps);
  return optimiser;
}
