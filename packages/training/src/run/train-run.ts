import { join } from 'node:path';
import { createSchedule, tf, type Parameters } from '@trunkline/engine';
import { chooseCheckpoint, contenders, scoresOf, type RunResult } from '@trunkline/evaluation';
import { assignParameters } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { defined } from '../values/defined.ts';
import { CheckpointSaver, streamsOf } from './checkpoint-saver.ts';
import { copyToAverages, moveAverages } from './average-weights.ts';
import {
  evaluateStep,
  imagesOf,
  openEvaluationSplits,
  type Evaluation,
  type EvaluationSplits,
} from './evaluate-step.ts';
import { Feed } from '../inputs/feed.ts';
import { finishRun } from './finish-run.ts';
import type { LiveRun } from './live-run.ts';
import { newOptimiser, openRun } from './open-run.ts';
import type { RunData } from '../inputs/run-data.ts';
import type { RunServices } from './run-services.ts';
import type { RunSettings } from './run-settings.ts';
import { addPoint, addToWindow, assign, emptyWindow, snapshot, windowMeans, type RunState } from './run-state.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import { trainStep } from './train-step.ts';
import { trainingContext } from './method-context.ts';
import { refreshDue, refreshNotes } from './refresh-notes.ts';

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
    tf.dispose([
      ...Object.values(live.parameters),
      ...Object.values(live.averages),
      ...Object.values(live.noteTensors),
    ]);
  }
}

/** Where a run keeps its checkpoints. */
export function checkpointStore(folder: string, onNotice: (line: string) => void): CheckpointStore<RunState> {
  return new CheckpointStore(join(folder, 'checkpoint'), onNotice);
}

async function trainStages(live: LiveRun, saver: CheckpointSaver): Promise<void> {
  const { stages } = live.settings;
  for (;;) {
    const { state } = live;
    const stage = stages[state.stage];
    if (!stage) break;
    if (!state.stageEnded) await trainStage(live, stage, saver);
    state.stageEnded = true;
    live.optimiser?.dispose();
    live.optimiser = undefined;
    if (state.stage === stages.length - 1) break;
    live.state = {
      ...state,
      stage: state.stage + 1,
      stageBegun: false,
      stageEnded: false,
      stepInStage: 0,
      samplers: {},
      optimiserSteps: {},
      logWindow: emptyWindow(),
      evaluationWindow: emptyWindow(),
      means: [],
    };
  }
  await addFinishCandidates(live, saver);
  live.state.trained = true;
  await saver.save();
}

async function trainStage(live: LiveRun, stage: StagePlan, saver: CheckpointSaver): Promise<void> {
  const { settings, parameters, state } = live;
  const { signal, onEvent, timings } = live.services;
  const { run, row, method, stages, experiment } = settings;
  const { training } = row;
  const splits = await openEvaluationSplits(method, live.data, stage);
  const feed = await Feed.open(
    live.data,
    {
      method,
      sees: stage.sees,
      views: stage.stage.views(row.options),
      seed: run.seed,
      batchSize: stage.training.batchSize,
      augment: experiment.data.augment ?? [],
      stageIndex: state.stage,
      enters: stage.enters,
    },
    state.samplers,
  );
  live.optimiser ??= newOptimiser(stage);
  const stepSettings = {
    stage,
    variables: trainedBy(stage, parameters),
    schedule: createSchedule(defined(stage.training.schedule)),
  };
  const logEvery = Math.max(1, Math.floor(training.evaluateEvery / 5));
  const laterSteps = stages.slice(state.stage + 1).reduce((sum, { steps }) => sum + steps, 0);
  try {
    beginStage(live, stage);
    let finished = state.evaluationDue && (await evaluateDue(live, stage, splits, saver));
    while (!finished) {
      if (signal.aborted) {
        await saver.save();
        throw interrupted();
      }
      if (refreshDue(stage, row.options, state.stepInStage)) {
        await orInterrupted(live, saver, () => refreshNotes(live, stage));
      }
      const waited = performance.now();
      const batch = await feed.next();
      const begun = performance.now();
      const progress = { step: state.stepInStage, steps: stage.steps, fraction: state.stepInStage / stage.steps };
      const values = trainStep(live, stepSettings, batch, progress);
      const { averageWeights } = training;
      if (averageWeights) {
        const isHeld = (name: string): boolean => stage.rates.get(name) === 'held';
        moveAverages(live.averages, parameters, averageWeights.decay, state.step + 1, isHeld);
      }
      state.trainingSeconds += (performance.now() - begun) / 1000;
      timings.addStep(state.stage, (performance.now() - waited) / 1000);
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

/** Runs work on whole splits. An interruption saves the state from before it, so that going on begins with it. */
async function orInterrupted<T>(live: LiveRun, saver: CheckpointSaver, work: () => Promise<T>): Promise<T> {
  const streams = streamsOf(live);
  try {
    return await work();
  } catch (error) {
    if (!live.services.signal.aborted) throw error;
    await saver.save(streams);
    throw interrupted();
  }
}

/** Takes the values that a stage begins with, once. */
function beginStage(live: LiveRun, stage: StagePlan): void {
  const { state, parameters } = live;
  if (state.stageBegun) return;
  const { begin } = stage.stage;
  if (begin) {
    tf.tidy(() => {
      const context = trainingContext(live, stage, { step: 0, steps: stage.steps, fraction: 0 });
      const changing = (name: string): boolean => stage.rates.get(name) !== 'frozen';
      const values = begin(context);
      assignParameters(parameters, values, changing, `begin of ${stage.name}`);
      copyToAverages(live.averages, parameters, Object.keys(values));
    });
  }
  state.stageBegun = true;
}

/** The evaluation that is due; says whether the stage has ended. */
async function evaluateDue(
  live: LiveRun,
  stage: StagePlan,
  splits: EvaluationSplits,
  saver: CheckpointSaver,
): Promise<boolean> {
  const { state } = live;
  const begun = performance.now();
  await orInterrupted(live, saver, () => evaluateAndSelect(live, splits));
  live.services.timings.addEvaluation(
    state.stage,
    (performance.now() - begun) / 1000,
    imagesOf(splits, live.settings.validators),
  );
  state.means.push(windowMeans(state.evaluationWindow)['total'] as number);
  state.evaluationWindow = emptyWindow();
  state.evaluationDue = false;
  return state.stepInStage >= stage.steps || stage.converged(state.means) || outOfPatience(live);
}

/** Whether the declared rule has found nothing better than the best for as many evaluations as the experiment waits. */
function outOfPatience({ state, settings }: LiveRun): boolean {
  const { earlyStopping } = settings.row.training;
  if (!earlyStopping || state.stage < settings.stages.length - 1) return false;
  const scores = scoresOf(settings.selection, state.scores);
  const best = scores.findIndex(([step]) => step === state.selectedStep);
  return best >= 0 && scores.length - 1 - best >= earlyStopping.patience;
}

/** The run as it is evaluated and kept: with the averages of its weights, where the experiment wants those. */
function asEvaluated(live: LiveRun): LiveRun {
  return { ...live, parameters: { ...live.parameters, ...live.averages } };
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

/** One evaluation, which in the last stage is a candidate. */
async function evaluateAndSelect(live: LiveRun, splits: EvaluationSplits): Promise<void> {
  const { settings, services, state } = live;
  const evaluated = asEvaluated(live);
  const evaluation = await evaluateStep(evaluated, splits);
  const { metrics } = evaluation;
  for (const [name, value] of Object.entries(metrics)) addPoint(state.curves, name, state.step, value);
  services.tracked.logMetrics(metrics, state.step);
  const steps = settings.stages.reduce((sum, stage) => sum + stage.steps, 0);
  services.onEvent({ type: 'evaluated', run: settings.run, step: state.step, steps, values: metrics });
  if (state.stage < settings.stages.length - 1) return;
  addCandidate(live, state.step, evaluation, () => snapshot(evaluated.parameters, live.changing));
}

/**
 * Keeps what is known of a candidate, and its weights when the declared rule prefers it to all before. A rule that combines
 * others may come back to a candidate that it passed over, so the weights of those that it may still choose are kept too.
 */
function addCandidate(
  live: LiveRun,
  step: number,
  { scores, targetPredictions }: Evaluation,
  weights: () => LiveRun['selected'],
): void {
  const { state, settings } = live;
  for (const [name, score] of Object.entries(scores)) addPoint(state.scores, name, step, score);
  live.predictions[step] = targetPredictions;
  const { selection } = settings;
  const [chosen] = chooseCheckpoint(scoresOf(selection, state.scores), selection.better, selection.name);
  if (selection.combine) {
    if (state.selectedStep >= 0) {
      live.rivals[state.selectedStep] = { weights: live.selected, notes: { ...live.selectedNotes } };
    }
    live.rivals[step] = { weights: weights(), notes: { ...live.notes } };
  } else if (chosen !== step) return;
  const kept = live.rivals[chosen] ?? { weights: weights(), notes: live.notes };
  state.selectedStep = chosen;
  live.selected = kept.weights;
  live.selectedNotes = kept.notes;
  if (!selection.combine) return;
  const possible = contenders(selection, state.scores);
  live.rivals = Object.fromEntries(
    Object.entries(live.rivals).filter(([rival]) => Number(rival) !== chosen && possible.has(Number(rival))),
  );
}

/**
 * Evaluates the weights that the method proposes after its last step; each is a candidate like an evaluated step. Their
 * step is the last one for rules that read it: the rule `last` prefers none of them to it.
 */
async function addFinishCandidates(live: LiveRun, saver: CheckpointSaver): Promise<void> {
  const { settings, state } = live;
  const stage = settings.stages.at(-1);
  if (!settings.method.finish || !stage) return;
  const evaluated = await orInterrupted(live, saver, () => evaluateProposals(live, stage));
  for (const [place, { name, weights, evaluation }] of evaluated.entries()) {
    const step = state.step + 1 + place;
    state.candidateNames[step] = name;
    addCandidate(live, step, evaluation, () => weights);
  }
}

interface Proposal {
  readonly name: string;
  readonly weights: LiveRun['selected'];
  readonly evaluation: Evaluation;
}

/** Puts each proposal in the place of the parameters while it is evaluated. */
async function evaluateProposals(live: LiveRun, stage: StagePlan): Promise<readonly Proposal[]> {
  const { settings, data, parameters, changing } = live;
  const last = snapshot(parameters, changing);
  const evaluated = asEvaluated(live);
  const start = snapshot(evaluated.parameters, changing);
  const proposals: Proposal[] = [];
  try {
    const proposed: Omit<Proposal, 'evaluation'>[] = [];
    tf.tidy(() => {
      const context = trainingContext(evaluated, stage, { step: stage.steps, steps: stage.steps, fraction: 1 });
      for (const { name, values } of settings.method.finish?.(context) ?? []) {
        assign(parameters, start);
        // a frozen parameter stays where it is, whatever a sum of shares of it may round to
        const own = Object.entries(values).filter(([one]) => changing.includes(one) || !parameters[one]);
        assignParameters(parameters, Object.fromEntries(own), () => true, `finish of ${settings.method.name}`);
        proposed.push({ name, weights: snapshot(parameters, changing) });
      }
    });
    const splits = await openEvaluationSplits(settings.method, data, stage);
    for (const { name, weights } of proposed) {
      assign(parameters, weights);
      proposals.push({ name, weights, evaluation: await evaluateStep(live, splits) });
    }
  } finally {
    assign(parameters, last);
  }
  return proposals;
}

/** The error of a run that was stopped; who stopped it says how to go on. */
export function interrupted(): TrunklineError {
  return new TrunklineError('TL_INTERRUPTED', 'Interrupted; everything up to this step is saved.', {
    hint: 'Run the same with --resume to go on.',
    exitStatus: 3,
  });
}
