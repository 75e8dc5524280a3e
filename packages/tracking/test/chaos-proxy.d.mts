import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a fault is given. */
export interface FaultContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly slowness: number;
  forward(): Promise<{ status: number; headers: Record<string, string>; body: Buffer }>;
}

export declare function randomFrom(seed: number): () => number;
export declare const faults: Readonly<Record<string, (context: FaultContext) => unknown>>;
export declare const passing: readonly string[];

/** A proxy before an MLflow server that misbehaves as it is told to. */
export declare class ChaosProxy {
  constructor(target: string);
  choose: (request: IncomingMessage) => string | undefined;
  slowness: number;
  readonly counts: Map<string, number>;
  readonly address: string;
  start(): Promise<this>;
  stop(): Promise<void>;
  share(share: number, names: readonly string[], seed: number): void;
}
