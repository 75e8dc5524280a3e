/** What a parameter may hold; kept as text. */
export type ParameterValue = string | number | boolean;

/** How a run ended. */
export type RunStatus = 'FINISHED' | 'FAILED' | 'KILLED';

/** A data set that went into a run. */
export interface DataSetInput {
  readonly name: string;
  /** Any digest; MLflow keeps its first 36 characters. */
  readonly digest: string;
  /** Where it came from: an address, a package, a folder. */
  readonly source: string;
  readonly context: 'train' | 'validation' | 'test';
  /** Plain JSON, for example the class names and the number of images. */
  readonly schema?: unknown;
}

/** A table: column names and rows, every row as long as `columns`. */
export interface Table {
  readonly columns: readonly string[];
  readonly data: readonly (readonly (string | number | boolean | null)[])[];
}

/**
 * One tracked run. Every method is synchronous and appends to the tracker's journal: nothing waits for a server. What is
 * logged has secrets removed first (passwords in addresses, values of secret environment variables, known token forms).
 */
export interface Run {
  /** Stable id of this run, also its tag `trunkline.runId` in MLflow. */
  readonly id: string;
  readonly name: string;
  setTags(tags: Readonly<Record<string, ParameterValue>>): void;
  /** Parameters by dotted name. A parameter cannot change later: a second, different value is refused by MLflow. */
  logParameters(flat: Readonly<Record<string, ParameterValue>>): void;
  /** Values at `step` (an integer); NaN and infinities are kept as such. */
  logMetrics(metrics: Readonly<Record<string, number>>, step: number): void;
  /** The step behind the last one at which `key` was logged, by this attempt or an earlier one; 0 where it never was. */
  nextStep(key: string): number;
  logInputs(dataSets: readonly DataSetInput[]): void;
  /** A file or a folder, stored under `artifactPath` (default: its base name; for a folder, where its contents go). */
  logArtifact(localPath: string, artifactPath?: string): void;
  logText(text: string, artifactPath: string): void;
  /** A table that MLflow shows as one; `artifactPath` ends in `.json`. */
  logTable(artifactPath: string, table: Table): void;
  /** A PNG that MLflow shows by step under `key`. */
  logImage(key: string, pngPath: string, step: number): void;
  /** What the run is and how it ended, in Markdown; replaces an earlier note. */
  setNote(markdown: string): void;
  /** A run below this one. With the `id` of a child that is already in the journal, that child goes on. */
  startChild(options: {
    readonly name: string;
    readonly tags?: Readonly<Record<string, ParameterValue>>;
    readonly id?: string;
  }): Run;
  end(status: RunStatus): void;
}

/** What {@link Tracker.close} leaves behind. */
export interface CloseReport {
  /** Journal records that the server has not confirmed; 0 when no server is set. */
  readonly pending: number;
  /** The server's address, without user and password; absent when none is set. */
  readonly sentTo?: string;
  /** The page of the experiment there; absent when nothing has been sent. */
  readonly page?: string;
}

/** Where runs are logged. */
export interface Tracker {
  startRun(options: {
    readonly experiment: string;
    readonly name: string;
    readonly tags?: Readonly<Record<string, ParameterValue>>;
    /** Default: a new random id. */
    readonly id?: string;
    /** The run above, in this journal or another one. */
    readonly parent?: string;
  }): Run;
  /**
   * A run of an earlier attempt goes on. What is logged again with an equal value at an equal step keeps its original
   * time, so nothing is counted twice. Throws `TL_RUN_UNKNOWN`.
   */
  resumeRun(id: string): Run;
  /** Ids and names of the runs that are in the journal, oldest first. */
  runs(): readonly RunSummary[];
  /** Offset of the journal's end, in bytes, on the disk when this returns. Goes into a checkpoint. */
  position(): number;
  /**
   * Cuts the journal back to a {@link position} that a checkpoint holds. What is cut goes to `journal.cut.jsonl`, and
   * keeps its times when it is logged again. Throws `TL_JOURNAL_POSITION` when `position` is not the end of a record.
   */
  rewind(position: number): void;
  /**
   * A tracker for runs below this one's, with a journal of its own in `folder`: it can be cut back alone. This tracker sends
   * both journals.
   */
  nested(folder: string): Promise<Tracker>;
  /** Sends the journal in `folder` too, which another process writes or wrote. */
  follow(folder: string): void;
  /** Resolves when the server has everything, or after the time limit. */
  flush(): Promise<void>;
  /** Flushes, releases the folder, and says what is still pending; `trunkline sync` brings that up later. */
  close(): Promise<CloseReport>;
}

/** A run as the journal knows it. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly parent?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Absent while the run goes on, or when its process was killed. */
  readonly status?: RunStatus;
}
