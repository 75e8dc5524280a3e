import { isTrunklineError } from './errors.ts';
import { takeProcessLock } from './process-lock.ts';

/** How {@link withLock} waits. */
export interface LockOptions {
  /** Longest wait for another process, in milliseconds; 0 fails at once. Default: 30 minutes. */
  readonly waitMilliseconds?: number;
  /** Called once, when another process holds the lock. */
  readonly onWait?: () => void;
}

/**
 * Runs `work` while it alone holds the lock on `path` (a file `path.lock`). A lock whose process has died is free at once;
 * one that is held is held however long its process computes without a pause. Throws `TL_LOCKED` when the wait runs out.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const deadline = Date.now() + (options.waitMilliseconds ?? 30 * 60_000);
  let told = false;
  let release: (() => void) | undefined;
  while (!release) {
    try {
      release = takeProcessLock(`${path}.lock`, path);
    } catch (error) {
      if (!(isTrunklineError(error) && error.code === 'TL_LOCKED') || Date.now() >= deadline) throw error;
      if (!told) options.onWait?.();
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    return await work();
  } finally {
    release();
  }
}
