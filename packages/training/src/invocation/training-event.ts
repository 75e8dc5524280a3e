import type { RunResult, Summary } from '@trunkline/evaluation';
import type { PlannedRun } from '../plan/plan.ts';
import type { RunEvent } from '../run/run-event.ts';

/** What happens during an invocation, for progress lines. `secondsLeft` covers the whole invocation. */
export type TrainingEvent =
  | Extract<RunEvent, { type: 'notice' | 'preparing' }>
  | {
      readonly type: 'run-started';
      readonly run: PlannedRun;
      readonly index: number;
      readonly total: number;
      /** The step it goes on from; 0 for a fresh run. */
      readonly step: number;
    }
  | { readonly type: 'run-skipped'; readonly run: PlannedRun; readonly index: number; readonly total: number }
  | (Extract<RunEvent, { type: 'step' | 'evaluated' }> & { readonly secondsLeft: number })
  | {
      readonly type: 'run-finished';
      readonly run: PlannedRun;
      readonly index: number;
      readonly total: number;
      readonly result: RunResult;
      readonly secondsLeft: number;
    }
  | {
      readonly type: 'run-failed';
      readonly run: PlannedRun;
      readonly index: number;
      readonly total: number;
      readonly message: string;
    }
  | { readonly type: 'finished'; readonly summary: Summary };

/** Receives events; must not throw. */
export type OnEvent = (event: TrainingEvent) => void;
