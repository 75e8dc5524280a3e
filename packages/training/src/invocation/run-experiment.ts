import type { Summary } from '@trunkline/evaluation';
import { isTrunklineError, removeLeftovers, TrunklineError } from '@trunkline/system';
import { openTracker, startSystemMetrics, type Run, type Tracker } from '@trunkline/tracking';
import { openActivations, type ActivationCache } from '../inputs/activation-cache.ts';
import { chooseWorkers, thisMachine } from '../plan/choose-workers.ts';
import type { Plan } from '../plan/plan.ts';
import { PriceBook } from '../prices/price-book.ts';
import { checkSameInputs, machineNotice } from '../run/compare-inputs.ts';
import { isInterruption } from '../run/execute-run.ts';
import { interrupted } from '../run/train-run.ts';
import { openWorkspace } from '../run/workspace.ts';
import { checkEngine } from './check-engine.ts';
import { checkFolder } from './check-folder.ts';
import { InvocationLog } from './invocation-log.ts';
import { withRecordedValidators } from './recorded-validators.ts';
import { RunLoop } from './run-loop.ts';
import type { OnEvent } from './training-event.ts';

/** How {@link runExperiment} runs. */
export interface RunExperimentOptions {
  /** Folder of this invocation; made when missing. See `newInvocationFolder`. */
  readonly folder: string;
  /** Go on with what is in the folder: finished runs stay as they are, the interrupted one continues. */
  readonly resume?: boolean;
  /** Stops at the next step, saves, and throws `TL_INTERRUPTED`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: OnEvent;
  /** Default: the tracker of the folder. One that is given is not closed. */
  readonly tracker?: Tracker;
  /** What the user typed, for the records. */
  readonly command?: string;
  /** What the user types to go on after an interruption. */
  readonly resumeCommand?: string;
  /** Called when everything is done and `summary.json` written, while the parent run is open: for a report. */
  readonly onSummary?: (done: {
    readonly folder: string;
    readonly summary: Summary;
    readonly parent: Run;
  }) => Promise<void>;
  /** Longest time between checkpoints, in seconds; 0 writes one after every step. Default: 20. */
  readonly checkpointSeconds?: number;
  readonly activations?: ActivationCache;
  /** How many runs go on side by side, in processes of their own; changes no result. Default: `auto`, see `chooseWorkers`. */
  readonly workers?: number | 'auto';
}

/**
 * Runs a plan: every run that has no result yet, and at the end `summary.json`. A run that fails by its own fault (its loss
 * became NaN) is recorded and the others go on. Throws `TL_INTERRUPTED` (exit status 3), `TL_LOCKED`,
 * `TL_RUN_FOLDER_EXISTS`, `TL_EXPERIMENT_CHANGED`, `TL_INPUTS_CHANGED`, and what data, weights and files throw.
 */
export async function runExperiment(wanted: Plan, options: RunExperimentOptions): Promise<Summary> {
  const { folder } = options;
  const onEvent = options.onEvent ?? (() => undefined);
  const onNotice = (message: string): void => onEvent({ type: 'notice', message });
  const recorded = await withRecordedValidators(wanted, folder);
  const earlier = await checkFolder(recorded, folder, options.resume ?? false, onNotice);
  const plan = {
    ...recorded,
    runs: recorded.runs.map((run) => ({ ...run, threads: earlier.threads.get(run.id) ?? run.threads })),
  };
  const machine = thisMachine();
  const workers = chooseWorkers(plan, options.workers ?? 'auto', machine).count;
  const activations = options.activations ?? (await openActivations({ onNotice }));
  try {
    const threads = workers === 1 ? threadsOfAll(plan) : undefined;
    const workspace = openWorkspace(plan, { activations, onNotice, ...(threads !== undefined && { threads }) });
    // refuses bad data and weights before anything is written
    const engine = await workspace.engine();
    checkEngine(plan, engine, onNotice);
    for (const sentence of await workspace.check()) onNotice(`Warning: ${sentence}`);
    const inputs = await workspace.inputs();
    if (earlier.inputs) {
      checkSameInputs(earlier.inputs, inputs, folder);
      const notice = machineNotice(earlier.inputs, inputs);
      if (notice !== undefined) onNotice(notice);
    }
    const tracker = options.tracker ?? (await openTracker({ folder, onNotice }));
    try {
      if (!options.tracker) await removeLeftovers(folder);
      const log = await InvocationLog.open({
        plan,
        folder,
        tracker,
        engine,
        domains: await workspace.domains(),
        command: options.command ?? '',
        inputs: earlier.inputs ?? inputs,
        before: earlier.record,
        onNotice,
      });
      const loop = new RunLoop({
        workspace,
        folder,
        tracker,
        parent: log.parent.id,
        activations,
        workers: engine.device === 'gpu' ? 1 : workers,
        processors: typeof options.workers === 'number' ? Infinity : machine.processors,
        command: options.command ?? '',
        checkpointSeconds: options.checkpointSeconds ?? 20,
        signal: options.signal ?? new AbortController().signal,
        onEvent,
        prices: await PriceBook.open(engine),
        inputs,
      });
      return await runAll(loop, log, options, onEvent);
    } finally {
      if (!options.tracker) {
        const { pending, sentTo, page } = await tracker.close();
        if (pending === 0 && sentTo !== undefined) {
          onNotice(`MLflow: all of it is at ${page ?? sentTo}, experiment ${plan.experiment.name}.`);
        }
      }
    }
  } finally {
    if (!options.activations) await activations.close();
  }
}

/** How often the time that was spent is noted, for what comes after a kill. */
const noteMilliseconds = 5_000;

async function runAll(
  loop: RunLoop,
  log: InvocationLog,
  options: RunExperimentOptions,
  onEvent: OnEvent,
): Promise<Summary> {
  const { folder, onSummary } = options;
  const { parent } = log;
  const stopMetrics = startSystemMetrics(parent);
  const noting = setInterval(() => void log.note(loop.outcomes).catch(() => undefined), noteMilliseconds).unref();
  try {
    await loop.run();
    const summary = await log.finish(loop.outcomes, async (made) => {
      await onSummary?.({ folder, summary: made, parent }).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        onEvent({ type: 'notice', message: `The report could not be made: ${why}` });
      });
    });
    onEvent({ type: 'finished', summary });
    return summary;
  } catch (error) {
    const stopped = isInterruption(error) || (options.signal?.aborted === true && !isTrunklineError(error));
    const told = stopped ? withHint(interrupted(), options) : withWayOn(error, options);
    await log.stop(told, stopped, loop.outcomes);
    throw told;
  } finally {
    clearInterval(noting);
    stopMetrics();
  }
}

/** The threads of this process's engine where it executes all runs; undefined: every processor, to fill the cache. */
function threadsOfAll({ runs }: Plan): number | undefined {
  const threads = new Set(runs.map((run) => run.threads));
  const isCached = runs.some(({ stages }) => stages.some(({ cut }) => cut !== 'images'));
  return threads.size === 1 && !isCached ? runs[0]?.threads : undefined;
}

/** What a full disk or a limit on files stopped can go on once there is room. */
function withWayOn(error: unknown, options: RunExperimentOptions): unknown {
  if (!isTrunklineError(error) || !['TL_DISK_FULL', 'TL_FILE_LIMIT'].includes(error.code)) return error;
  const { code, message, hint, exitStatus } = error;
  const isOwn = code === 'TL_FILE_LIMIT' || hint?.includes('TRUNKLINE_CACHE');
  return new TrunklineError(code, message, {
    hint: `${isOwn ? hint : 'Free some space.'} Then go on with: ${resumeCommandOf(options)}`,
    exitStatus,
    cause: error,
  });
}

function resumeCommandOf({ resumeCommand, folder }: RunExperimentOptions): string {
  return resumeCommand ?? `trunkline run <experiment> --resume ${folder}`;
}

/** The interruption of a run, with the way to go on. */
function withHint({ code, message, exitStatus }: TrunklineError, options: RunExperimentOptions): TrunklineError {
  return new TrunklineError(code, message, { hint: `Go on with: ${resumeCommandOf(options)}`, exitStatus });
}
