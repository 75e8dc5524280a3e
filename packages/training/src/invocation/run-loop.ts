import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult, Summary } from '@trunkline/evaluation';
import type { Tracker } from '@trunkline/tracking';
import type { PlannedRun } from '../plan/plan.ts';
import { executeRun, isOwnFault } from '../run/execute-run.ts';
import type { RunEvent } from '../run/run-event.ts';
import { interrupted } from '../run/train-run.ts';
import type { Workspace } from '../run/workspace.ts';
import type { Outcomes } from './invocation-log.ts';
import { TimeLeft } from './time-left.ts';
import type { OnEvent } from './training-event.ts';

/** What a {@link RunLoop} works with. */
export interface RunLoopOptions {
  readonly workspace: Workspace;
  /** The invocation's folder. */
  readonly folder: string;
  readonly tracker: Tracker;
  /** Id of the tracked run above. */
  readonly parent: string;
  readonly command: string;
  readonly checkpointSeconds: number;
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
}

/** The folder of a run in its invocation. */
export function runFolder(invocation: string, { id }: PlannedRun): string {
  return join(invocation, 'runs', id);
}

/** Executes the runs of a plan that have no result yet, in the plan's order. */
export class RunLoop {
  readonly #options: RunLoopOptions;
  readonly #time: TimeLeft;
  readonly #results = new Map<string, RunResult>();
  readonly #failures: Summary['failures'][number][] = [];
  #prefixSeconds = 0;

  constructor(options: RunLoopOptions) {
    this.#options = options;
    this.#time = new TimeLeft(options.workspace.plan.runs);
  }

  /** How the runs ended so far, in the plan's order. */
  get outcomes(): Outcomes {
    const { plan, imagesComputed } = this.#options.workspace;
    return {
      results: plan.runs.flatMap(({ id }) => this.#results.get(id) ?? []),
      failures: this.#failures,
      prefixSeconds: this.#prefixSeconds,
      prefixImages: imagesComputed,
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
    for (const group of groupsOf(plan.runs)) {
      const pending: PlannedRun[] = [];
      for (const run of group) if (!(await this.#isDone(run))) pending.push(run);
      await this.#runGroup(pending);
    }
  }

  async #isDone(run: PlannedRun): Promise<boolean> {
    const text = await readFile(join(runFolder(this.#options.folder, run), 'result.json'), 'utf8').catch(
      () => undefined,
    );
    if (text === undefined) return false;
    this.#results.set(run.id, JSON.parse(text) as RunResult);
    this.#time.end(run.id, false);
    this.#options.tracker.follow(runFolder(this.#options.folder, run));
    this.#options.onEvent({ type: 'run-skipped', run, ...this.#place(run) });
    return true;
  }

  /** The runs of one pair and seed: they share splits and activations. */
  async #runGroup(runs: readonly PlannedRun[]): Promise<void> {
    const { workspace, signal, onEvent } = this.#options;
    const begun = performance.now();
    let prepared = await workspace.prepare(runs, signal, (progress) => onEvent({ type: 'preparing', ...progress }));
    this.#prefixSeconds += (performance.now() - begun) / 1000;
    for (const run of runs) {
      await this.#runOne(run, prepared);
      prepared = 0;
    }
  }

  async #runOne(run: PlannedRun, imagesPrepared: number): Promise<void> {
    const { workspace, folder, tracker, onEvent, signal } = this.#options;
    if (signal.aborted) throw interrupted();
    const own = runFolder(folder, run);
    const journal = await tracker.nested(own);
    try {
      const { parent, command, checkpointSeconds } = this.#options;
      const result = await executeRun(workspace.plan, run.id, {
        workspace,
        folder: own,
        tracker: journal,
        parent,
        command,
        checkpointSeconds,
        signal,
        onEvent: (event) => this.#tell(run, event),
        imagesPrepared,
      });
      this.#results.set(run.id, result);
      this.#time.end(run.id, true);
      onEvent({ type: 'run-finished', run, ...this.#place(run), result, secondsLeft: this.#time.left() });
    } catch (error) {
      this.#time.end(run.id, false);
      if (!isOwnFault(error)) throw error;
      const { label, trial, seed, source, target } = run;
      this.#failures.push({
        label,
        ...(trial !== undefined && { trial }),
        seed,
        source,
        target,
        message: `${error.code}: ${error.message}`,
      });
      onEvent({ type: 'run-failed', run, ...this.#place(run), message: error.message });
    } finally {
      await journal.close();
    }
  }

  /** A run's event with its place in the plan, or the time that the whole invocation still takes. */
  #tell(run: PlannedRun, event: RunEvent): void {
    const { onEvent } = this.#options;
    if (event.type === 'begun') {
      this.#time.begin(run.id);
      onEvent({ type: 'run-started', run, ...this.#place(run), step: event.step });
    } else if (event.type === 'step' || event.type === 'evaluated') {
      this.#time.reach(run.id, event.step / event.steps);
      onEvent({ ...event, secondsLeft: this.#time.left() });
    } else onEvent(event);
  }

  #place(run: PlannedRun): { readonly index: number; readonly total: number } {
    const { runs } = this.#options.workspace.plan;
    return { index: runs.indexOf(run), total: runs.length };
  }
}

/** The runs of each pair and seed, in the plan's order. */
function groupsOf(runs: readonly PlannedRun[]): readonly (readonly PlannedRun[])[] {
  const groups = new Map<string, PlannedRun[]>();
  for (const run of runs) {
    const key = `${run.pair}/${run.seed}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}
