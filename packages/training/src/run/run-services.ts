import type { Run, Tracker } from '@trunkline/tracking';
import type { RunEvent } from './run-event.ts';
import type { RunTimings } from './run-timings.ts';

/** What a run reports to, and where it writes. */
export interface RunServices {
  /** The run's own folder. */
  readonly folder: string;
  readonly tracked: Run;
  readonly tracker: Pick<Tracker, 'position'>;
  readonly signal: AbortSignal;
  /** Receives events; must not throw. */
  readonly onEvent: (event: RunEvent) => void;
  /** Longest time between checkpoints; 0 writes one at every step. */
  readonly checkpointSeconds: number;
  readonly timings: RunTimings;
}
