import type { JournalRecord } from './records.ts';
import { RunBook } from './run-book.ts';
import { createScrub } from './scrub.ts';
import type { Tracker } from './types.ts';

/** A tracker that keeps its records in memory, for tests: its own, then those of nested trackers. */
export interface MemoryTracker extends Tracker {
  readonly records: readonly JournalRecord[];
}

/** A tracker without a folder and without a server. {@link Tracker.position} counts records. */
export function createMemoryTracker(environment: NodeJS.ProcessEnv = {}): MemoryTracker {
  const records: JournalRecord[] = [];
  const nested: MemoryTracker[] = [];
  const cut: JournalRecord[] = [];
  const book = new RunBook({
    append: (record) => void records.push(record),
    scrub: createScrub(environment),
    kept: () => records,
    cut: () => cut,
  });
  return {
    get records() {
      return [...records, ...nested.flatMap((one) => one.records)];
    },
    startRun: (options) => book.startRun(options),
    resumeRun: (id) => book.resumeRun(id),
    runs: () => [...book.runs(), ...nested.flatMap((one) => one.runs())],
    position: () => records.length,
    rewind(position) {
      const tail = records.splice(position);
      cut.push(...tail);
      book.wasCut(tail);
    },
    nested() {
      const one = createMemoryTracker(environment);
      nested.push(one);
      return Promise.resolve(one);
    },
    follow: () => undefined,
    flush: () => Promise.resolve(),
    close: () => Promise.resolve({ pending: 0 }),
  };
}
