import { join } from 'node:path';
import { createSchedule, tf, type Parameters } from '@trunkline/engine';
import { chooseCheckpoint, findValidator, type RunResult } from '@trunkline/evaluation';
import { TrunklineError } from '@trunkline/system';
import { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { defined } from '../values/defined.ts';
import { CheckpointSaver } from './checkpoint-saver.ts';
import { evaluateStep, openEvaluationSplits, type EvaluationSplits } from './evaluate-step.ts';
import { Feed } from '../inputs/feed.ts';
import { finishRun } from './finish-run.ts';
import type { LiveRun } from './live-run.ts';
import { newOptimiser, openRun } from './open-run.ts';
import type { RunData } from '../inputs/run-data.ts';
import type { RunServices } from './run-services.ts';
import type { RunSettings } from './run-settings.ts';
import { addPoint, addToWindow, emptyWindow, snapshot, windowMeans, type RunState } from './run-state.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import { trainStep } from './train-step.ts';

/**
 * Trains and evaluates one run, or goes on with it from its newest whole checkpoint. Throws `TL_INTERRUPTED` after saving
 * when the signal comes, `TL_LOSS_NOT_FINITE`, `TL_OUT_OF_MEMORY`, and what reading and writing files throws.
 */
export async function trainRun(
  settings: RunSettings,
  data: RunData,
  services: RunServices,
  store: CheckpointStore<RunState>,
): Promise<RunResult> {
  const saved = await store.newest();
  const live = openRun(settings, data, services, saved);
  const begun = performance.now();
  const before = live.state.totalSeconds;
  const clock = (): void => {
    live.state.totalSeconds = before + (performance.now() - begun) / 1000;
    live.state.peakMemoryBytes = Math.max(live.state.peakMemoryBytes, process.memoryUsage.rss());
  };
  try {
    if (!live.state.trained) await trainStages(live, new CheckpointSaver(live, store, clock));
    clock();
    return await finishRun(live, store);
  } finally {
    live.optimiser?.dispose();
    tf.dispose(Object.values(live.parameters));
  }
}

/** Where a run keeps its checkpoints. */
export function checkpointStore(folder: string, onNotice: (line: string) => void): CheckpointStore<RunState> {
  return new CheckpointStore(join(folder, 'checkpoint'), onNotice);
}

async function trainStages(live: LiveRun, saver: CheckpointSaver): Promise<void> {
  const { stages } = live;
  for (;;) {
    const { state } = live;
    const stage = stages[state.stage];
    if (!stage) break;
    await trainStage(live, stage, saver);
    live.optimiser?.dispose();
    live.optimiser = undefined;
    if (state.stage === stages.length - 1) break;
    live.state = {
      ...state,
      stage: state.stage + 1,
      stepInStage: 0,
      samplers: {},
      optimiserSteps: 0,
      logWindow: emptyWindow(),
      evaluationWindow: emptyWindow(),
      means: [],
    };
  }
  live.state.trained = true;
  await saver.save();
}

async function trainStage(live: LiveRun, stage: StagePlan, saver: CheckpointSaver): Promise<void> {
  const { settings, parameters, state } = live;
  const { signal, onEvent } = live.services;
  const { run, row, method, stages, experiment } = settings;
  const { training } = row;
  const splits = await openEvaluationSplits(method, live.data, stage.cut);
  const feed = await Feed.open(
    live.data,
    {
      method,
      seed: run.seed,
      batchSize: training.batchSize,
      augment: experiment.data.augment ?? [],
      stageIndex: state.stage,
      enters: stage.enters,
    },
    state.samplers,
  );
  live.optimiser ??= newOptimiser(row);
  const stepSettings = {
    stage,
    variables: trainedBy(stage, parameters),
    schedule: createSchedule(defined(training.schedule)),
    cut: feed.cut,
  };
  const logEvery = Math.max(1, Math.floor(training.evaluateEvery / 5));
  const laterSteps = stages.slice(state.stage + 1).reduce((sum, { steps }) => sum + steps, 0);
  try {
    let finished = state.evaluationDue && (await evaluateDue(live, stage, splits, saver));
    while (!finished) {
      if (signal.aborted) {
        await saver.save();
        throw interrupted();
      }
      const batch = await feed.next();
      const begun = performance.now();
      const progress = { step: state.stepInStage, steps: stage.steps, fraction: state.stepInStage / stage.steps };
      const values = trainStep(live, stepSettings, batch, progress);
      state.trainingSeconds += (performance.now() - begun) / 1000;
      state.step++;
      state.stepInStage++;
      state.samplers = feed.places;
      addToWindow(state.logWindow, values);
      addToWindow(state.evaluationWindow, { total: values['train/loss/total'] as number });
      const evaluates = state.stepInStage >= stage.steps || state.stepInStage % training.evaluateEvery === 0;
      if (evaluates || state.stepInStage % logEvery === 0) logWindow(live);
      if (evaluates) {
        state.evaluationDue = true;
        finished = await evaluateDue(live, stage, splits, saver);
      }
      const steps = state.step + (finished ? 0 : stage.steps - state.stepInStage) + laterSteps;
      onEvent({ type: 'step', run, step: state.step, steps, loss: values['train/loss/total'] as number });
      if (!finished && saver.due) await saver.save();
      // lets signals, decoding and the sender of the tracker have a turn
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await feed.close();
  }
}

/**
 * The evaluation that is due; says whether the stage has ended. Ctrl-C within it saves before it, so that going on begins
 * with it.
 */
async function evaluateDue(
  live: LiveRun,
  stage: StagePlan,
  splits: EvaluationSplits,
  saver: CheckpointSaver,
): Promise<boolean> {
  const { state, services } = live;
  try {
    await evaluateAndSelect(live, splits);
  } catch (error) {
    if (!services.signal.aborted) throw error;
    await saver.save();
    throw interrupted();
  }
  state.means.push(windowMeans(state.evaluationWindow)['total'] as number);
  state.evaluationWindow = emptyWindow();
  state.evaluationDue = false;
  return state.stepInStage >= stage.steps || (stage.converged?.(state.means) ?? false);
}

function trainedBy(stage: StagePlan, parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => typeof stage.rates.get(name) === 'number'));
}

/** Puts the means since the last point onto the training curves and into the tracker. */
function logWindow({ state, services }: LiveRun): void {
  const means = windowMeans(state.logWindow);
  for (const [name, value] of Object.entries(means)) addPoint(state.curves, name, state.step, value);
  services.tracked.logMetrics(means, state.step);
  state.logWindow = emptyWindow();
}

/**
 * One evaluation. In the last stage it is a candidate: its scores are kept, and its weights when the declared rule
 * prefers it to all before.
 */
async function evaluateAndSelect(live: LiveRun, splits: EvaluationSplits): Promise<void> {
  const { settings, services, state } = live;
  const { metrics, scores, targetPredictions } = await evaluateStep(live, splits);
  for (const [name, value] of Object.entries(metrics)) addPoint(state.curves, name, state.step, value);
  services.tracked.logMetrics(metrics, state.step);
  const steps = settings.stages.reduce((sum, stage) => sum + stage.steps, 0);
  services.onEvent({ type: 'evaluated', run: settings.run, step: state.step, steps, values: metrics });
  if (state.stage < settings.stages.length - 1) return;
  for (const [name, score] of Object.entries(scores)) addPoint(state.scores, name, state.step, score);
  live.predictions[state.step] = targetPredictions;
  const rule = findValidator(settings.experiment.selection.validator);
  const [chosen] = chooseCheckpoint(state.scores[rule.name] ?? [], rule.better, rule.name);
  if (chosen !== state.step) return;
  state.selectedStep = state.step;
  live.selected = snapshot(live.parameters, live.changing);
}

/** The error of a run that was stopped; who stopped it says how to go on. */
export function interrupted(): TrunklineError {
  return new TrunklineError('TL_INTERRUPTED', 'Interrupted; everything up to this step is saved.', {
    hint: 'Run the same with --resume to go on.',
    exitStatus: 3,
  });
}
