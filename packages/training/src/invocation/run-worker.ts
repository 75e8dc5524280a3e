// The program of a process that executes runs of an invocation, one after another, as `WorkerPool` tells it to.
import type { FromWorker, ToWorker, WorkerJob } from './worker-messages.ts';

// Ctrl-C in a terminal reaches every process of it; the process above decides what it means
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// without the process above nobody can be told anything: the newest checkpoint is where the run goes on
process.on('disconnect', () => process.exit(1));

const stopping = new AbortController();
let serve: ((id: string, imagesPrepared: number) => Promise<void>) | undefined;
let opening: Promise<void> | undefined;

function send(message: FromWorker): void {
  // the process above may have just ended: `disconnect` says so
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function open(job: WorkerJob): Promise<void> {
  const { openWorker } = await import('./open-worker.ts');
  serve = openWorker(job, stopping.signal, send);
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'job') opening = open(message.job);
  else if (message.type === 'stop') stopping.abort();
  else {
    const { id, imagesPrepared } = message;
    void (async () => {
      try {
        await opening;
        await serve?.(id, imagesPrepared);
      } catch (error) {
        const { toSentError } = await import('./worker-messages.ts');
        send({ type: 'failed', error: toSentError(error) });
      }
    })();
  }
});
