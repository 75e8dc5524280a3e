import { randomUUID } from 'node:crypto';
import { TrunklineError } from '@trunkline/system';
import { EarlierPoints } from './earlier-points.ts';
import { RecordedRun, type RunContext } from './recorded-run.ts';
import type { JournalRecord } from './records.ts';
import type { Scrub } from './scrub.ts';
import type { ParameterValue, Run, RunStatus, RunSummary, Tracker } from './types.ts';

/** What a {@link RunBook} writes to and may ask. */
export interface RunBookOptions {
  readonly append: (record: JournalRecord) => void;
  readonly scrub: Scrub;
  readonly folder?: string;
  readonly contents?: string;
  /** Earlier records: what is in the journal, and what was cut from it. Asked for when a known run goes on. */
  readonly kept: () => Iterable<JournalRecord>;
  readonly cut: () => Iterable<JournalRecord>;
  /** Tags of every new run that does not set them itself. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The paths in MLflow's list of a run's tables; `undefined` where it is no such list. */
function tablePaths(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  try {
    const tables: unknown = JSON.parse(list);
    if (!Array.isArray(tables)) return undefined;
    const paths = tables.map((table: unknown) => (table as { path?: unknown } | null)?.path);
    return paths.every((path) => typeof path === 'string') ? paths : undefined;
  } catch {
    return undefined;
  }
}

/** Knows the runs of a journal and starts new ones. */
export class RunBook {
  readonly #options: RunBookOptions;
  readonly #context: RunContext;
  readonly #earlier = new EarlierPoints();
  readonly #runs = new Map<string, RunSummary>();
  readonly #tables = new Map<string, string[]>();
  /** Runs whose earlier points have been read. */
  readonly #recalled = new Set<string>();

  constructor(options: RunBookOptions) {
    this.#options = options;
    this.#context = {
      append: options.append,
      scrub: options.scrub,
      earlier: this.#earlier,
      tables: this.#tables,
      ...(options.folder === undefined ? {} : { folder: options.folder }),
      ...(options.contents === undefined ? {} : { contents: options.contents }),
      startChild: (parent, child) => this.#startChild(parent, child),
      ended: (run, status) => this.#ended(run, status),
    };
    this.reread();
  }

  /** Learns the runs from the records that are kept. */
  reread(): void {
    this.#runs.clear();
    this.#tables.clear();
    for (const record of this.#options.kept()) this.#learn(record);
  }

  #learn(record: JournalRecord): void {
    if (record.type === 'start') {
      const { run: id, name, experiment, parent, time } = record;
      this.#runs.set(id, { id, name, experiment, startedAt: time, ...(parent === undefined ? {} : { parent }) });
    } else if (record.type === 'end') {
      this.#ended(record.run, record.status);
    } else if (record.type === 'resume') {
      this.#reopened(record.run);
    } else if (record.type === 'tags') {
      const paths = tablePaths(record.tags['mlflow.loggedArtifacts']);
      if (paths) this.#tables.set(record.run, paths);
    }
  }

  #ended(run: string, status: RunStatus): void {
    const known = this.#runs.get(run);
    if (known) this.#runs.set(run, { ...known, status });
  }

  #reopened(run: string): RunSummary | undefined {
    const known = this.#runs.get(run);
    if (!known) return undefined;
    const { status, ...open } = known;
    void status;
    this.#runs.set(run, open);
    return open;
  }

  /** Takes in what has just been cut. */
  wasCut(records: readonly JournalRecord[]): void {
    for (const record of records) {
      if ('run' in record && this.#recalled.has(record.run)) this.#earlier.add(record, false);
    }
    this.reread();
  }

  #recall(run: string): void {
    if (this.#recalled.has(run)) return;
    this.#recalled.add(run);
    for (const record of this.#options.cut())
      if ('run' in record && record.run === run) this.#earlier.add(record, false);
    for (const record of this.#options.kept())
      if ('run' in record && record.run === run) this.#earlier.add(record, true);
  }

  startRun(options: Parameters<Tracker['startRun']>[0]): Run {
    const { scrub, append } = this.#options;
    if (options.id !== undefined) {
      if (this.#runs.has(options.id)) return this.resumeRun(options.id);
      this.#recall(options.id);
    }
    const { parent } = options;
    const id = options.id ?? randomUUID().replaceAll('-', '');
    const name = scrub(options.name);
    const experiment = scrub(options.experiment);
    const tags: Record<string, string> = {};
    const given = { ...this.#options.tags, ...options.tags };
    for (const [key, value] of Object.entries<ParameterValue>(given)) tags[scrub(key)] = scrub(String(value));
    const above = parent === undefined ? {} : { parent };
    const time = Date.now();
    this.#runs.set(id, { id, name, experiment, startedAt: time, ...above });
    append({ type: 'start', run: id, time, name, experiment, ...above, tags });
    return new RecordedRun(id, name, this.#context);
  }

  #startChild(parent: string, options: Parameters<Run['startChild']>[0]): Run {
    const experiment = this.#runs.get(parent)?.experiment ?? '';
    return this.startRun({ experiment, parent, ...options });
  }

  resumeRun(id: string): Run {
    if (!this.#runs.has(id)) {
      const known = [...this.#runs.values()].map((run) => `${run.id} (${run.name})`).join(', ') || 'no run at all';
      throw new TrunklineError('TL_RUN_UNKNOWN', `The journal has no run ${id}; it has ${known}.`, {
        hint: 'Resume with the run folder that the run was started in.',
        exitStatus: 2,
      });
    }
    this.#recall(id);
    const { name } = this.#reopened(id)!;
    this.#options.append({ type: 'resume', run: id, time: Date.now() });
    return new RecordedRun(id, name, this.#context);
  }

  runs(): readonly RunSummary[] {
    return [...this.#runs.values()];
  }
}
