import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import lockfile from 'proper-lockfile';
import { explainFileError, TrunklineError } from './errors.ts';

/** How {@link withLock} waits. */
export interface LockOptions {
  /** Longest wait for another process, in milliseconds; 0 fails at once. Default: 30 minutes. */
  readonly waitMilliseconds?: number;
  /** Called once, when another process holds the lock. */
  readonly onWait?: () => void;
}

/**
 * Runs `work` while this process alone holds the lock on `path` (a folder `path.lock`, refreshed while held; one left by
 * a killed process expires after 20 s). Throws `TL_LOCKED` when the wait runs out.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const wait = options.waitMilliseconds ?? 30 * 60_000;
  const deadline = Date.now() + wait;
  let told = false;
  let release: (() => Promise<void>) | undefined;
  while (!release) {
    try {
      await mkdir(dirname(path), { recursive: true });
      release = await lockfile.lock(path, { realpath: false, stale: 20_000, update: 5_000 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw explainFileError(error, path);
      if (Date.now() >= deadline) {
        throw new TrunklineError('TL_LOCKED', `Another process is using ${path}.`, {
          hint: 'Wait until it has finished, or choose another folder.',
          cause: error,
        });
      }
      if (!told) options.onWait?.();
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}
