import type { RunResult, Summary } from '@trunkline/evaluation';
import type { PlannedRun } from './plan/plan.ts';

/** What happens during an invocation, for progress lines. `secondsLeft` covers the whole invocation. */
export type TrainingEvent =
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'preparing';
      readonly domain: string;
      readonly cut: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'run-started';
      readonly run: PlannedRun;
      readonly index: number;
      readonly total: number;
      /** The step it goes on from; 0 for a fresh run. */
      readonly step: number;
    }
  | { readonly type: 'run-skipped'; readonly run: PlannedRun; readonly index: number; readonly total: number }
  | {
      readonly type: 'step';
      readonly run: PlannedRun;
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly secondsLeft: number;
    }
  | {
      readonly type: 'evaluated';
      readonly run: PlannedRun;
      readonly step: number;
      readonly steps: number;
      /** Metrics by name. */
      readonly values: Readonly<Record<string, number>>;
      readonly secondsLeft: number;
    }
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
