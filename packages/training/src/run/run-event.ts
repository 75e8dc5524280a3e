import type { PrepareProgress } from '../inputs/prepare-activations.ts';
import type { PlannedRun } from '../plan/plan.ts';
import type { RunTiming } from './run-timings.ts';

/** What a run tells while it goes on. Its share that is done is `step / steps`. */
export type RunEvent =
  | { readonly type: 'notice'; readonly message: string }
  | ({ readonly type: 'preparing' } & PrepareProgress)
  | { readonly type: 'timed'; readonly timing: RunTiming }
  | {
      readonly type: 'begun';
      readonly run: PlannedRun;
      /** The step it goes on from; 0 for a fresh run. */
      readonly step: number;
    }
  | {
      readonly type: 'step';
      readonly run: PlannedRun;
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
    }
  | {
      readonly type: 'evaluated';
      readonly run: PlannedRun;
      readonly step: number;
      readonly steps: number;
      /** Metrics by name. */
      readonly values: Readonly<Record<string, number>>;
    };
