import { isTrunklineError } from '@trunkline/system';
import { openJournal, type Tracker } from '@trunkline/tracking';
import { ActivationCache } from '../inputs/activation-cache.ts';
import { executeRun } from '../run/execute-run.ts';
import { openWorkspace } from '../run/workspace.ts';
import { runFolder } from './run-folder.ts';
import type { FromWorker, WorkerJob } from './worker-messages.ts';

/** How long the process of an earlier attempt, whose parent is gone, may take to end. */
const lockedMilliseconds = 15_000;

/** Opens an invocation in this process. Gives a function that executes one of its runs and sends its result. */
export function openWorker(
  job: WorkerJob,
  signal: AbortSignal,
  send: (message: FromWorker) => void,
): (id: string, imagesPrepared: number) => Promise<void> {
  const onNotice = (message: string): void => send({ type: 'event', event: { type: 'notice', message } });
  const activations = new ActivationCache({ ...job.activations, onNotice });
  const workspace = openWorkspace(job.plan, {
    activations,
    onNotice,
    threads: job.threads,
    expected: { inputs: job.inputs, folder: job.folder },
  });
  return async (id, imagesPrepared) => {
    const folder = runFolder(job.folder, id);
    const tracker = await patiently(() => openJournal({ folder, onNotice }));
    try {
      const result = await executeRun(job.plan, id, {
        workspace,
        folder,
        tracker,
        parent: job.parent,
        command: job.command,
        checkpointSeconds: job.checkpointSeconds,
        signal,
        onEvent: (event) => send({ type: 'event', event }),
        imagesPrepared,
      });
      await tracker.close();
      send({ type: 'done', result });
    } finally {
      await tracker.close();
    }
  };
}

/** Waits for a lock whose holder is about to end. */
async function patiently(open: () => Promise<Tracker>): Promise<Tracker> {
  const deadline = Date.now() + lockedMilliseconds;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const locked = isTrunklineError(error) && error.code === 'TL_LOCKED';
      if (!locked || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
