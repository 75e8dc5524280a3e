import type { Tracker } from '../src/index.ts';

/** How much is logged. */
export interface LoggedSize {
  readonly children: number;
  readonly steps: number;
}

export declare function logRuns(
  tracker: Tracker,
  folder: string,
  options: LoggedSize & { between?: (step: number) => unknown; nested?: boolean },
): Promise<void>;

export declare function faultsOnServer(address: string, experiment: string, size: LoggedSize): Promise<string[]>;
