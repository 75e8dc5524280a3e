import type { PlannedRun } from '../plan/plan.ts';

/** What a run tells while it goes on. Its share that is done is `step / steps`. */
export type RunEvent =
  | { readonly type: 'notice'; readonly message: string }
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
