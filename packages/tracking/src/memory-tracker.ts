import type { JournalRecord } from './records.ts';
import { RunBook } from './run-book.ts';
import { createScrub } from './scrub.ts';
import type { Tracker } from './types.ts';

/** A tracker that keeps its records in memory, for tests. */
export interface MemoryTracker extends Tracker {
  readonly records: readonly JournalRecord[];
}

/** A tracker without a folder and without a server. {@link Tracker.position} counts records. */
export function createMemoryTracker(environment: NodeJS.ProcessEnv = {}): MemoryTracker {
  const records: JournalRecord[] = [];
  const cut: JournalRecord[] = [];
  const book = new RunBook({
    append: (record) => void records.push(record),
    scrub: createScrub(environment),
    kept: () => records,
    cut: () => cut,
  });
  return {
    records,
    startRun: (options) => book.startRun(options),
    resumeRun: (id) => book.resumeRun(id),
    runs: () => book.runs(),
    position: () => records.length,
    rewind(position) {
      const tail = records.splice(position);
      cut.push(...tail);
      book.wasCut(tail);
    },
    flush: () => Promise.resolve(),
    close: () => Promise.resolve({ pending: 0 }),
  };
}
