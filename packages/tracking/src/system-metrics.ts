import { cpus, freemem, totalmem } from 'node:os';
import type { Run } from './types.ts';

/** Options of {@link startSystemMetrics}. */
export interface SystemMetricsOptions {
  /** Default: 10 s. */
  readonly everyMilliseconds?: number;
  /** Step of the first sample. Default: behind the last one of an earlier attempt, else 0. */
  readonly firstStep?: number;
}

function processorTimes(): { busy: number; total: number } {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  return { busy, total };
}

/**
 * Logs the machine's processor and memory use (fractions from 0 to 1) and this process's resident memory (bytes) to
 * `run` every few seconds, at consecutive steps, until the returned function is called. Its timer never keeps the process alive.
 */
export function startSystemMetrics(run: Run, options: SystemMetricsOptions = {}): () => void {
  let step = options.firstStep ?? run.nextStep('system/memory');
  let before = processorTimes();
  let stopped = false;
  const sample = (): void => {
    if (stopped) return;
    const now = processorTimes();
    const total = now.total - before.total;
    const metrics: Record<string, number> = {
      'system/memory': 1 - freemem() / totalmem(),
      'system/process-memory-bytes': process.memoryUsage.rss(),
    };
    if (total > 0) metrics['system/cpu'] = (now.busy - before.busy) / total;
    before = now;
    try {
      run.logMetrics(metrics, step++);
    } catch {
      stop(); // the tracker was closed, or the disk is full: the next real record says so
    }
  };
  const timer = setInterval(sample, options.everyMilliseconds ?? 10_000);
  timer.unref();
  const stop = (): void => {
    stopped = true;
    clearInterval(timer);
  };
  return stop;
}
