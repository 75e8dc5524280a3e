import { join } from 'node:path';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { isTrunklineError, readStored, type TrunklineError } from '@trunkline/system';
import type { Tracker } from '@trunkline/tracking';
import type { ActivationCache } from '../inputs/activation-cache.ts';
import type { PlannedRun } from '../plan/plan.ts';
import { executeRun, isInterruption, isOwnFault } from '../run/execute-run.ts';
import type { PriceBook, Quantity } from '../prices/price-book.ts';
import { keyOfThreads, priceOfRun } from '../prices/price-of-run.ts';
import { resultSchema, type InputsRecord } from '../records/record-schemas.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunTiming } from '../run/run-timings.ts';
import { checkpointStore, interrupted } from '../run/train-run.ts';
import type { Workspace } from '../run/workspace.ts';
import { isStoredAs } from '../values/without-secrets.ts';
import type { Outcomes } from './invocation-log.ts';
import { runFolder } from './run-folder.ts';
import { TimeLeft } from './time-left.ts';
import type { OnEvent } from './training-event.ts';
import { WorkerPool } from './worker-pool.ts';

/** What a {@link RunLoop} works with. */
export interface RunLoopOptions {
  readonly workspace: Workspace;
  /** The invocation's folder. */
  readonly folder: string;
  readonly tracker: Tracker;
  /** Id of the tracked run above. */
  readonly parent: string;
  readonly activations: Pick<ActivationCache, 'folder' | 'limitBytes'>;
  /** How many runs go on side by side. */
  readonly workers: number;
  /** Threads that all of them may have together. */
  readonly processors: number;
  readonly command: string;
  readonly checkpointSeconds: number;
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
  readonly prices: PriceBook;
  /** What the invocation reads: workers refuse to read anything else. */
  readonly inputs: InputsRecord;
}

/** Errors of a process that executes a run: the others have their own. */
const processFaults = new Set(['TL_WORKER_ENDED', 'TL_OUT_OF_MEMORY']);

/** Executes the runs of a plan that have no result yet, in the plan's order, as many side by side as there are workers. */
export class RunLoop {
  readonly #options: RunLoopOptions;
  readonly #time: TimeLeft;
  /** Runs that go on: the others wait for room. */
  readonly #going = new Map<PlannedRun, Promise<void>>();
  /** Stops the other runs when something is wrong that concerns all. */
  readonly #fault = new AbortController();
  readonly #signal: AbortSignal;
  readonly #pool: WorkerPool;
  readonly #prepared = new Map<string, Promise<number>>();
  readonly #results = new Map<string, RunResult>();
  readonly #failures: Summary['failures'][number][] = [];

  constructor(options: RunLoopOptions) {
    const { workspace, folder, parent, command, checkpointSeconds, activations, workers } = options;
    this.#options = options;
    this.#time = new TimeLeft(workspace.plan.runs, workers);
    this.#signal = AbortSignal.any([options.signal, this.#fault.signal]);
    const { folder: cached, limitBytes } = activations;
    const job = {
      plan: workspace.plan,
      folder,
      parent,
      command,
      checkpointSeconds,
      inputs: options.inputs,
      activations: { folder: cached, limitBytes },
    };
    this.#pool = new WorkerPool(job, this.#signal);
  }

  /** How the runs ended so far, in the plan's order. */
  get outcomes(): Outcomes {
    const { plan, secondsPreparing } = this.#options.workspace;
    const results = plan.runs.flatMap(({ id }) => this.#results.get(id) ?? []);
    return {
      results,
      failures: this.#failures,
      prefixSeconds: secondsPreparing,
      prefixImages: results.reduce((sum, { cost }) => sum + cost.prefixImagesComputed, 0),
    };
  }

  /** Throws `TL_INTERRUPTED` after saving, and what is no fault of one run alone. */
  async run(): Promise<void> {
    const { plan } = this.#options.workspace;
    if (plan.experiment.data.augment?.length) {
      this.#options.onEvent({
        type: 'notice',
        message:
          'Training images are augmented, so their frozen prefix is computed at every step and nothing of it is cached.',
      });
    }
    const pending: PlannedRun[] = [];
    for (const run of plan.runs) if (!(await this.#isDone(run))) pending.push(run);
    try {
      await this.#runAll(pending);
    } finally {
      await this.#pool.close();
      await this.#options.prices.save().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#options.onEvent({ type: 'notice', message: `What the runs took is not kept for estimates: ${why}` });
      });
    }
  }

  async #runAll(pending: readonly PlannedRun[]): Promise<void> {
    const errors: unknown[] = [];
    for (const run of pending) {
      while (!this.#hasRoom(run)) await Promise.race(this.#going.values());
      if (this.#signal.aborted) break;
      const work = this.#runOne(run, pending)
        .catch((error: unknown) => {
          errors.push(error);
          this.#fault.abort();
        })
        .finally(() => this.#going.delete(run));
      this.#going.set(run, work);
    }
    await Promise.all(this.#going.values());
    if (errors.length > 0) throw errors.find((error) => !isInterruption(error)) ?? errors[0];
    // what was done before the signal is done
    const isLeft = this.#results.size + this.#failures.length < this.#options.workspace.plan.runs.length;
    if (this.#signal.aborted && isLeft) throw interrupted();
  }

  #hasRoom({ threads }: PlannedRun): boolean {
    const taken = [...this.#going.keys()].reduce((sum, run) => sum + run.threads, 0);
    const processors = Math.max(threads, this.#options.processors);
    return this.#going.size < this.#options.workers && (taken === 0 || taken + threads <= processors);
  }

  async #isDone(run: PlannedRun): Promise<boolean> {
    const folder = runFolder(this.#options.folder, run.id);
    const path = join(folder, 'result.json');
    const read = await readStored(path, resultSchema);
    if (read.state === 'absent') return false;
    const problem = read.state === 'damaged' ? read.problem : misplaced(read.value, run, path);
    if (read.state === 'damaged' || problem !== undefined) {
      const message = `${problem} The run is executed again.`;
      this.#options.onEvent({ type: 'notice', message });
      return false;
    }
    this.#results.set(run.id, read.value);
    // a process that was killed after it had written the result left these
    await checkpointStore(folder, () => undefined).clear();
    this.#time.end(run.id, false);
    this.#options.tracker.follow(runFolder(this.#options.folder, run.id));
    this.#options.onEvent({ type: 'run-skipped', run, ...this.#place(run) });
    return true;
  }

  /**
   * Caches what the runs of one pair and seed need; the first of them in the plan stands for it and is told how many images
   * that took, in this process and in those that were killed before.
   */
  async #prepare(run: PlannedRun, pending: readonly PlannedRun[]): Promise<number> {
    const { workspace, onEvent } = this.#options;
    const key = groupOf(run);
    const known = this.#prepared.get(key);
    if (known) {
      await known;
      return 0;
    }
    const all = workspace.plan.runs.filter((one) => groupOf(one) === key);
    // with the first of them all are counted, whatever was done of the others
    const group = all[0] === run ? all : pending.filter((one) => groupOf(one) === key);
    const purpose = `${this.#options.parent} ${key}`;
    const preparing = workspace
      .prepare(group, purpose, this.#signal, (progress) => onEvent({ type: 'preparing', ...progress }))
      .then((images) => (all[0] === run ? images : 0));
    this.#prepared.set(key, preparing);
    return await preparing;
  }

  async #runOne(run: PlannedRun, pending: readonly PlannedRun[]): Promise<void> {
    const { onEvent } = this.#options;
    const imagesPrepared = await this.#prepare(run, pending);
    if (this.#signal.aborted) throw interrupted();
    const elsewhere = await this.#needsWorker(run);
    try {
      const result = elsewhere
        ? await this.#pool.execute(run, imagesPrepared, (event) => this.#tell(run, event))
        : await this.#execute(run, imagesPrepared);
      this.#results.set(run.id, result);
      this.#time.end(run.id, true);
      onEvent({ type: 'run-finished', run, ...this.#place(run), result, secondsLeft: this.#time.left() });
    } catch (error) {
      this.#time.end(run.id, false);
      const isProcessFault = elsewhere && isTrunklineError(error) && processFaults.has(error.code);
      if (!isOwnFault(error) && !isProcessFault) throw error;
      const { label, trial, seed, source, target } = run;
      this.#failures.push({
        label,
        ...(trial !== undefined && { trial }),
        seed,
        source,
        target,
        message: `${error.code}: ${withHint(error)}`,
      });
      onEvent({ type: 'run-failed', run, ...this.#place(run), message: withHint(error) });
    }
  }

  /** Whether this process cannot execute a run: others go on beside it, or its threads are not those of the engine here. */
  async #needsWorker({ threads }: PlannedRun): Promise<boolean> {
    const engine = await this.#options.workspace.engine();
    if (engine.device === 'gpu') return false;
    return this.#options.workers > 1 || (engine.native && engine.threads !== threads);
  }

  async #execute(run: PlannedRun, imagesPrepared: number): Promise<RunResult> {
    const { workspace, tracker, parent, command, checkpointSeconds } = this.#options;
    const folder = runFolder(this.#options.folder, run.id);
    const journal = await tracker.nested(folder);
    try {
      return await executeRun(workspace.plan, run.id, {
        workspace,
        folder,
        tracker: journal,
        parent,
        command,
        checkpointSeconds,
        signal: this.#signal,
        onEvent: (event) => this.#tell(run, event),
        imagesPrepared,
      });
    } finally {
      await journal.close();
    }
  }

  /** A run's event with its place in the plan, or the time that the whole invocation still takes. */
  #tell(run: PlannedRun, event: RunEvent): void {
    const { onEvent } = this.#options;
    if (event.type === 'begun') {
      this.#options.tracker.follow(runFolder(this.#options.folder, run.id));
      this.#time.begin(run.id);
      onEvent({ type: 'run-started', run, ...this.#place(run), step: event.step });
    } else if (event.type === 'step' || event.type === 'evaluated') {
      this.#time.reach(run.id, event.step / event.steps);
      onEvent({ ...event, secondsLeft: this.#time.left() });
    } else if (event.type === 'timed') this.#price(run, event.timing);
    else onEvent(event);
  }

  /** Writes down what a run took, and prices all runs like it anew. */
  #price({ bill, threads }: PlannedRun, { stages, secondsBesideStages, isPreliminary }: RunTiming): void {
    const { prices, workspace } = this.#options;
    const add = (key: string, quantity: Quantity, value: number | undefined): void => {
      const own = keyOfThreads(key, threads);
      if (value !== undefined && !(isPreliminary && prices.get(own, quantity) !== undefined)) {
        prices.add(own, quantity, value);
      }
    };
    for (const [place, { key }] of bill.stages.entries()) {
      add(key, 'secondsPerStep', stages[place]?.secondsPerStep);
      add(key, 'secondsPerEvaluatedImage', stages[place]?.secondsPerEvaluatedImage);
    }
    add(bill.key, 'secondsBesideStages', secondsBesideStages);
    for (const run of workspace.plan.runs) {
      this.#time.estimate(run.id, priceOfRun(run.bill, run.threads, prices).seconds);
    }
  }

  #place(run: PlannedRun): { readonly index: number; readonly total: number } {
    const { runs } = this.#options.workspace.plan;
    return { index: runs.indexOf(run), total: runs.length };
  }
}

/** What was wrong and what to do: a failure is told without its error. */
function withHint({ message, hint }: TrunklineError): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

/** What is wrong with a result that stands in the folder of another run. */
function misplaced(result: RunResult, run: PlannedRun, path: string): string | undefined {
  const isOwn =
    isStoredAs(result.label, run.label) &&
    result.seed === run.seed &&
    isStoredAs(result.source, run.source) &&
    isStoredAs(result.target, run.target) &&
    result.trial?.index === run.trial;
  return isOwn ? undefined : `${path} is damaged: it is of another run.`;
}

/** The pair and seed of a run: runs that have them in common share splits and activations. */
function groupOf({ pair, seed }: PlannedRun): string {
  return `${pair}/${seed}`;
}
