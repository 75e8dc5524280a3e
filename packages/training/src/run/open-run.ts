import { createOptimiser, createRandom, restoreRandom, tf, type Optimiser, type Parameters } from '@trunkline/engine';
import { createModel, type MethodState } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import type { Checkpoint } from '../checkpoint/checkpoint-store.ts';
import type { LiveRun } from './live-run.ts';
import type { RunContext } from './run-context.ts';
import { defined } from '../values/defined.ts';
import { stagePlans } from './stage-plan.ts';
import { assign, emptyWindow, unpackArrays, type RunArrays, type RunState } from './run-state.ts';

/** Makes a run's parameters and streams, at the start or as a checkpoint left them. */
export function openRun(context: RunContext, saved: Checkpoint<RunState> | undefined): LiveRun {
  const { definition, method, trunk, head, weighted, run } = context;
  if (saved && saved.state.fingerprint !== context.fingerprint) {
    throw new TrunklineError(
      'TL_CHECKPOINT_MISMATCH',
      `The checkpoint in ${context.folder} belongs to other settings, data, weights or another engine.`,
      { hint: 'Start a new invocation instead of resuming this one.', exitStatus: 2 },
    );
  }
  const random = createRandom(run.seed);
  const parameters: Parameters = {};
  for (const name of trunkParametersNeeded(context)) {
    const value = weighted.parameters[name];
    if (!value)
      throw new TrunklineError('TL_PARAMETER_MISSING', `The weights have no parameter '${name}'.`, { exitStatus: 2 });
    parameters[name] = tf.tidy(() => tf.variable(tf.tensor(value.data, [...value.shape])));
  }
  Object.assign(parameters, head.init(random.fork('head')));
  const methodState: MethodState =
    definition.setup?.({
      options: method.options,
      random: random.fork('method parameters'),
      embeddingWidth: trunk.embeddingWidth,
      classes: head.classes,
      parameters,
    }) ?? {};
  Object.assign(parameters, methodState.parameters);
  const own = Object.keys(methodState.parameters ?? {});
  const stages = stagePlans(definition, method, trunk, head, own);
  const runningStatistics = new Set(
    trunk
      .parameters()
      .filter(({ learnable }) => !learnable)
      .map(({ name }) => name),
  );
  const changing = Object.keys(parameters).filter(
    (name) => runningStatistics.has(name) || stages.some(({ rates }) => rates.get(name) !== 'frozen'),
  );
  const arrays: RunArrays = saved
    ? unpackArrays(saved.tensors)
    : { parameters: {}, slots: {}, selected: {}, predictions: {} };
  assign(parameters, arrays.parameters);
  const state = saved?.state ?? freshState(context, random.fork('dropout').state(), random.fork('method').state());
  const optimiser =
    saved && !state.trained ? restoredOptimiser(context, arrays.slots, state.optimiserSteps) : undefined;
  return {
    context,
    model: createModel(trunk, head),
    parameters,
    methodState,
    stages,
    dropout: restoreRandom(state.random.dropout),
    methodRandom: restoreRandom(state.random.method),
    changing,
    state,
    selected: arrays.selected,
    predictions: arrays.predictions,
    optimiser,
  };
}

function freshState(
  context: RunContext,
  dropout: RunState['random']['dropout'],
  method: RunState['random']['method'],
): RunState {
  return {
    fingerprint: context.fingerprint,
    stage: 0,
    stepInStage: 0,
    step: 0,
    samplers: {},
    random: { dropout, method },
    optimiserSteps: 0,
    logWindow: emptyWindow(),
    evaluationWindow: emptyWindow(),
    means: [],
    curves: {},
    scores: {},
    selectedStep: -1,
    trainingSeconds: 0,
    totalSeconds: 0,
    peakMemoryBytes: 0,
    prefixImages: context.prefixImagesBefore,
    evaluationDue: false,
    trained: false,
    position: 0,
  };
}

/** The trunk's parameters behind the shallowest place where pictures or activations enter. */
function trunkParametersNeeded({ trunk, stages, experiment }: RunContext): readonly string[] {
  const cuts = stages.map(({ cut }) => cut);
  if (experiment.data.augment?.length || cuts.includes('images')) return trunk.parameterNames();
  const next = cuts.flatMap((cut) =>
    typeof cut === 'object' ? [trunk.layers.findIndex(({ name }) => name === cut.after) + 1] : [],
  );
  const from = trunk.layers[Math.min(...next, trunk.layers.length)]?.name;
  return from === undefined ? [] : trunk.parameterNames({ from });
}

/** The optimiser of an experiment's settings, at its first step. Weight decay is for kernels, not for biases and scales. */
export function newOptimiser({ method }: RunContext): Optimiser {
  const options = defined(method.training.optimiser);
  return createOptimiser({ ...options, decays: (name) => name.endsWith('/kernel') });
}

function restoredOptimiser(context: RunContext, slots: RunArrays['slots'], steps: number): Optimiser {
  const optimiser = newOptimiser(context);
  const tensors = Object.fromEntries(
    Object.entries(slots).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
  optimiser.restore(tensors, steps);
  return optimiser;
}
