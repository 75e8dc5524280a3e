import { makeFolder } from '@trunkline/system';
import { gitInformation } from './git-information.ts';
import { countDamaged, Journal, readRecords } from './journal.ts';
import { limitOffsets } from './mlflow/send-state.ts';
import { originTags } from './origin-tags.ts';
import { RunBook } from './run-book.ts';
import { createScrub } from './scrub.ts';
import type { Tracker } from './types.ts';

/** Options of {@link openJournal}. */
export interface OpenJournalOptions {
  /** The run folder; the journal is `journal.jsonl` in it. Made when missing. */
  readonly folder: string;
  /** Where secrets are looked up. Default: `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Gets one line whenever something deserves a person's attention. Default: standard error. */
  readonly onNotice?: (line: string) => void;
  /** Called after each record. */
  readonly onAppend?: () => void;
}

/**
 * Opens the journal of a run folder and nothing else: another process, or `trunkline sync`, sends it. Throws `TL_LOCKED`
 * when another process writes to the folder.
 */
export async function openJournal(options: OpenJournalOptions): Promise<Tracker> {
  const environment = options.environment ?? process.env;
  const onNotice = options.onNotice ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const git = await gitInformation();
  await makeFolder(options.folder);
  const journal = new Journal(options.folder);
  if (journal.torn > 0) {
    onNotice(
      `TL_JOURNAL_TORN: the journal's last line was cut off in the middle (${journal.torn} bytes); it was removed.`,
    );
  }
  const damaged = countDamaged(journal.paths.journal);
  if (damaged > 0) {
    onNotice(`TL_JOURNAL_DAMAGED: ${damaged} lines of ${journal.paths.journal} are damaged and were left out.`);
  }
  limitOffsets(journal.paths.state, journal.opened);
  if (options.onAppend) journal.onAppend = options.onAppend;
  const book = new RunBook({
    append: (record) => journal.append(record),
    scrub: createScrub(environment),
    folder: options.folder,
    contents: journal.paths.contents,
    kept: () => readRecords(journal.paths.journal),
    cut: () => readRecords(journal.paths.cut),
    tags: originTags(git),
  });
  return {
    startRun: (run) => book.startRun(run),
    resumeRun: (id) => book.resumeRun(id),
    runs: () => book.runs(),
    position: () => journal.position(),
    rewind(position) {
      journal.checkPosition(position);
      limitOffsets(journal.paths.state, position);
      book.wasCut(journal.rewind(position));
    },
    nested: (folder) => openJournal({ ...options, folder }),
    follow: () => undefined,
    flush() {
      journal.position();
      return Promise.resolve();
    },
    close() {
      journal.close();
      return Promise.resolve({ pending: 0 });
    },
  };
}
