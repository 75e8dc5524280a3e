import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunResult } from '@trunkline/evaluation';
import { TrunklineError } from '@trunkline/system';
import type { PlannedRun } from '../plan/plan.ts';
import type { RunEvent } from '../run/run-event.ts';
import { interrupted } from '../run/train-run.ts';
import { fromSentError, type FromWorker, type ToWorker, type WorkerJob } from './worker-messages.ts';

interface Worker {
  readonly child: ChildProcess;
  readonly threads: number;
  isBusy: boolean;
}

const program = fileURLToPath(new URL('./run-worker.js', import.meta.url));

/** Variables from which the engine of this process took its threads; a worker's are its own. */
const threadVariables = ['TF_NUM_INTRAOP_THREADS', 'OMP_NUM_THREADS'];

/**
 * Processes that execute runs side by side. One serves run after run with the same number of threads. What happens to one
 * of them happens to one run.
 */
export class WorkerPool {
  readonly #job: Omit<WorkerJob, 'threads'>;
  readonly #signal: AbortSignal;
  readonly #workers = new Set<Worker>();
  readonly #stop = (): void => {
    for (const { child } of this.#workers) tell(child, { type: 'stop' });
  };

  constructor(job: Omit<WorkerJob, 'threads'>, signal: AbortSignal) {
    this.#job = job;
    this.#signal = signal;
    signal.addEventListener('abort', this.#stop);
  }

  /**
   * Executes a run in a process of its threads. Throws `TL_WORKER_ENDED` when that process is killed, and what the run
   * throws there.
   */
  async execute(run: PlannedRun, imagesPrepared: number, onEvent: (event: RunEvent) => void): Promise<RunResult> {
    const worker = this.#take(run.threads);
    const { child } = worker;
    try {
      return await new Promise<RunResult>((resolve, reject) => {
        const end = (act: () => void): void => {
          child.off('message', hear).off('exit', gone).off('error', reject);
          act();
        };
        const hear = (message: FromWorker): void => {
          if (message.type === 'event') onEvent(message.event);
          else if (message.type === 'done') end(() => resolve(message.result));
          else end(() => reject(fromSentError(message.error)));
        };
        const gone = (status: number | null, signal: NodeJS.Signals | null): void =>
          end(() => reject(this.#signal.aborted ? interrupted() : ended(run, status, signal)));
        child.on('message', hear).on('exit', gone).on('error', reject);
        tell(child, { type: 'execute', id: run.id, imagesPrepared });
      });
    } finally {
      worker.isBusy = false;
    }
  }

  /** Ends all processes; those that are told to stop have saved before. */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop);
    await Promise.all(
      [...this.#workers].map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        if (child.connected) child.disconnect();
        else child.kill('SIGKILL');
        await gone;
      }),
    );
  }

  #take(threads: number): Worker {
    const idle = [...this.#workers].filter(({ isBusy, child }) => !isBusy && child.connected);
    const found = idle.find((worker) => worker.threads === threads);
    // an engine keeps its threads: those with others make room
    if (!found) for (const { child } of idle) child.disconnect();
    const worker = found ?? this.#start(threads);
    worker.isBusy = true;
    return worker;
  }

  #start(threads: number): Worker {
    const env: NodeJS.ProcessEnv = { ...process.env, TRUNKLINE_THREADS: String(threads), TRUNKLINE_DEVICE: 'cpu' };
    for (const name of threadVariables) delete env[name];
    // what a worker prints goes where notices go; numbers that are not finite survive this kind of message alone
    const child = fork(program, [], { env, stdio: ['ignore', 2, 2, 'ipc'], serialization: 'advanced' });
    const worker: Worker = { child, threads, isBusy: false };
    this.#workers.add(worker);
    child.once('exit', () => this.#workers.delete(worker));
    child.on('error', () => undefined);
    tell(child, { type: 'job', job: { ...this.#job, threads } });
    if (this.#signal.aborted) tell(child, { type: 'stop' });
    return worker;
  }
}

/** A process that has just ended cannot be told; its `exit` says so. */
function tell(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => undefined);
}

function ended({ id }: PlannedRun, status: number | null, signal: NodeJS.Signals | null): TrunklineError {
  const how = signal === null ? `ended with status ${status}` : `was killed (${signal})`;
  return new TrunklineError('TL_WORKER_ENDED', `The process of ${id} ${how} before the run was done.`, {
    hint: 'If the machine was short of memory, take fewer --workers. --resume goes on with the run.',
  });
}
