import { TrunklineError } from '@trunkline/system';
import type { RunResult } from '@trunkline/evaluation';
import type { ActivationCacheOptions } from '../inputs/activation-cache.ts';
import type { Plan } from '../plan/plan.ts';
import type { InputsRecord } from '../records/record-schemas.ts';
import type { RunEvent } from '../run/run-event.ts';

/** What a worker is told once: the plan, where the invocation is, and how its runs are executed. */
export interface WorkerJob {
  readonly plan: Plan;
  readonly folder: string;
  readonly threads: number;
  /** Id of the tracked run above. */
  readonly parent: string;
  readonly command: string;
  readonly checkpointSeconds: number;
  /** What the invocation reads: a worker that finds something else refuses it. */
  readonly inputs: InputsRecord;
  readonly activations: Pick<ActivationCacheOptions, 'folder' | 'limitBytes'>;
}

/** To a worker. */
export type ToWorker =
  | { readonly type: 'job'; readonly job: WorkerJob }
  | { readonly type: 'execute'; readonly id: string; readonly imagesPrepared: number }
  | { readonly type: 'stop' };

/** From a worker. */
export type FromWorker =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'done'; readonly result: RunResult }
  | { readonly type: 'failed'; readonly error: SentError };

/** An error as it travels between processes. */
export interface SentError {
  readonly message: string;
  readonly code?: TrunklineError['code'];
  readonly hint?: string;
  readonly exitStatus?: number;
  readonly stack?: string;
}

export function toSentError(error: unknown): SentError {
  if (error instanceof TrunklineError) {
    const { code, message, hint, exitStatus } = error;
    return { code, message, exitStatus, ...(hint !== undefined && { hint }) };
  }
  if (!(error instanceof Error)) return { message: String(error) };
  return { message: error.message, ...(error.stack !== undefined && { stack: error.stack }) };
}

export function fromSentError({ code, message, hint, exitStatus, stack }: SentError): Error {
  if (code !== undefined) {
    return new TrunklineError(code, message, {
      ...(hint !== undefined && { hint }),
      ...(exitStatus !== undefined && { exitStatus }),
    });
  }
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
