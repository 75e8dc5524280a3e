import type { EngineInfo } from '@trunkline/engine';
import type { RunResult } from '@trunkline/evaluation';
import { isTrunklineError, sha256, type TrunklineError } from '@trunkline/system';
import type { Run, Tracker } from '@trunkline/tracking';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import type { Plan } from '../plan/plan.ts';
import { runTitle } from '../plan/run-title.ts';
import { defined } from '../values/defined.ts';
import { flatten } from './log-run.ts';
import type { RunEvent } from './run-event.ts';
import type { RunState } from './run-state.ts';
import { RunTimings } from './run-timings.ts';
import { checkpointStore, interrupted, trainRun } from './train-run.ts';
import type { OpenedRun, Workspace } from './workspace.ts';

/** What {@link executeRun} works with. */
export interface ExecuteServices {
  readonly workspace: Workspace;
  /** The run's own folder. */
  readonly folder: string;
  /** The journal of this run alone: it is cut back to the run's checkpoint. */
  readonly tracker: Tracker;
  /** Id of the tracked run above. */
  readonly parent: string;
  /** What the user typed, for the records. */
  readonly command: string;
  /** Longest time between checkpoints, in seconds; 0 writes one at every step. */
  readonly checkpointSeconds: number;
  readonly signal: AbortSignal;
  /** Receives events; must not throw. */
  readonly onEvent: (event: RunEvent) => void;
  /** Images that went through frozen layers for the run's pair and seed, where this run stands for them. Default: 0. */
  readonly imagesPrepared?: number;
}

/** Errors of one run that leave the others untouched. */
const ownFaults = new Set([
  'TL_LOSS_NOT_FINITE',
  'TL_GRADIENT_NOT_FINITE',
  'TL_NO_FINITE_SCORE',
  'TL_LOSS_DISCONNECTED',
  'TL_BATCH_TOO_SMALL',
]);

/** Whether an error is a run's own: the others are not touched by it, and the run is tried from its start again. */
export function isOwnFault(error: unknown): error is TrunklineError {
  return isTrunklineError(error) && ownFaults.has(error.code);
}

/** Whether an error says that the run was stopped and saved. */
export function isInterruption(error: unknown): error is TrunklineError {
  return isTrunklineError(error) && error.code === 'TL_INTERRUPTED';
}

/**
 * Executes one run of a plan, or goes on with it from its newest whole checkpoint: a plan, a run's id and a folder are all
 * that it takes, so any process may do it. `result.json` in the folder says that the run is done. Throws `TL_INTERRUPTED`
 * after saving when the signal comes, and what training, data, weights and files throw.
 */
export async function executeRun(plan: Plan, id: string, services: ExecuteServices): Promise<RunResult> {
  const { workspace, folder, tracker, signal, onEvent } = services;
  if (signal.aborted) throw interrupted();
  const run = plan.runs.find((one) => one.id === id);
  if (!run) throw new Error(`The plan has no run '${id}'.`);
  const onNotice = (message: string): void => onEvent({ type: 'notice', message });
  const timings = new RunTimings((timing) => onEvent({ type: 'timed', timing }));
  const engine = await workspace.engine();
  const { settings, data } = await workspace.open(run);
  const purpose = `${services.parent} ${run.id}`;
  await workspace
    .prepare([run], purpose, signal, (progress) => onEvent({ type: 'preparing', ...progress }))
    .catch((error: unknown) => {
      throw signal.aborted && !isTrunklineError(error) ? interrupted() : error;
    });
  const store = checkpointStore(folder, onNotice);
  const tracked = await startTracked(services, { settings, data }, engine, store, onNotice);
  const step = await store.newestStep();
  onEvent({ type: 'begun', run, step: step ?? 0 });
  try {
    const result = await trainRun(
      settings,
      { ...data, purpose, imagesPrepared: services.imagesPrepared ?? 0 },
      { folder, tracked, tracker, signal, onEvent, checkpointSeconds: services.checkpointSeconds, timings },
      store,
    );
    timings.end(step === undefined);
    return result;
  } catch (error) {
    tracked.setNote(`Stopped: ${error instanceof Error ? error.message : String(error)}`);
    tracked.end(isInterruption(error) || signal.aborted ? 'KILLED' : 'FAILED');
    if (isOwnFault(error)) await store.clear();
    throw error;
  }
}

/** The tracked run: a new one, or that of an earlier attempt, its journal cut back to where its checkpoint was taken. */
async function startTracked(
  { tracker, parent, command }: ExecuteServices,
  { settings, data }: OpenedRun,
  engine: EngineInfo,
  store: CheckpointStore<RunState>,
  onNotice: (line: string) => void,
): Promise<Run> {
  const { experiment, run, row, method } = settings;
  const { splits, weighted } = data;
  const id = sha256(`${parent}/${run.id}`).slice(0, 32);
  const saved = await store.newest();
  const isCut = cutBack(tracker, id, saved?.state.position ?? 0, onNotice);
  const tracked = tracker.startRun({
    experiment: experiment.name,
    parent,
    id,
    name: runTitle(run),
    tags: {
      'trunkline.kind': 'run',
      'trunkline.label': row.label,
      ...(row.trial && { 'trunkline.trial': row.trial.index }),
      'trunkline.method': method.name,
      'trunkline.family': row.family,
      'trunkline.seed': run.seed,
      'trunkline.source': run.source,
      'trunkline.target': run.target,
      'trunkline.engine': engine.name,
      'trunkline.weights-digest': weighted.digest,
      'trunkline.data-digest': `${splits.sourceTrain.digest.slice(0, 16)}+${splits.targetTrain.digest.slice(0, 16)}`,
      'trunkline.command': command,
    },
  });
  tracked.logParameters(
    flatten({
      label: row.label,
      method: method.name,
      seed: run.seed,
      source: run.source,
      target: run.target,
      ...defined({
        trial: row.trial?.index,
        options: row.options,
        add: row.add,
        chain: row.chain,
        training: row.training,
        stages: row.stages,
        head: row.head,
        trunk: row.trunk,
      }),
      imageSize: experiment.data.imageSize,
      selection: experiment.selection.validator,
    }),
  );
  tracked.logInputs([
    { name: run.source, digest: splits.sourceTrain.digest, source: run.source, context: 'train' },
    { name: run.source, digest: splits.sourceValidation.digest, source: run.source, context: 'validation' },
    { name: run.target, digest: splits.targetTest.digest, source: run.target, context: 'test' },
  ]);
  if (!isCut && saved) logCurves(tracked, saved.state.curves);
  return tracked;
}

/**
 * Cuts a run's journal back to where its checkpoint was taken, and to nothing where it has none. Says whether the journal
 * holds all that was logged until then.
 */
function cutBack(tracker: Tracker, id: string, position: number, onNotice: (line: string) => void): boolean {
  if (!tracker.runs().some((one) => one.id === id)) return position === 0;
  try {
    tracker.rewind(position);
    return true;
  } catch (error) {
    if (!isTrunklineError(error) || error.code !== 'TL_JOURNAL_POSITION') throw error;
    onNotice(`${error.message} What is missing in it is logged again from the checkpoint.`);
    return false;
  }
}

/** Logs the curves of a run anew; what the journal has of them is not logged twice. */
function logCurves(tracked: Run, curves: RunState['curves']): void {
  for (const [name, points] of Object.entries(curves)) {
    for (const [step, value] of points) tracked.logMetrics({ [name]: value }, step);
  }
}
