import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { explainFileError, TrunklineError } from './errors.ts';

interface Holder {
  readonly process: number;
  readonly host: string;
  /** When the process started, as the kernel counts it; a process id that is used again has another start. */
  readonly started?: string;
}

/** When a process of this machine started (Linux), or `undefined` where that is not known. */
export function processStart(id: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    const field = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${field}`;
  } catch {
    return undefined;
  }
}

/** Whether a process with this id (and this {@link processStart}, when given) is alive on this machine. */
export function isAlive(id: number, started?: string): boolean {
  try {
    process.kill(id, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return started === undefined || processStart(id) === started;
}

function readHolder(path: string): { text: string; holder: Holder | undefined } | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const holder: unknown = JSON.parse(text);
    return { text, holder: isHolder(holder) ? holder : undefined };
  } catch {
    return { text, holder: undefined };
  }
}

/** A lock of another shape is damaged, and held by nobody. */
function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const { process: id, host, started } = value as Partial<Record<keyof Holder, unknown>>;
  return Number.isSafeInteger(id) && typeof host === 'string' && (started === undefined || typeof started === 'string');
}

function isHeld(holder: Holder | undefined): boolean {
  if (!holder) return false;
  if (holder.host !== hostname()) return true;
  return isAlive(holder.process, holder.started);
}

/** Process ids that hold `path` now, or `undefined` when it is free. */
export function lockHolder(path: string): { readonly process: number; readonly host: string } | undefined {
  const found = readHolder(path);
  return found && isHeld(found.holder) ? found.holder : undefined;
}

/**
 * Takes the lock file `path` for this process at once, or throws `TL_LOCKED`. A lock whose process has died is taken
 * over immediately (no waiting time, no timers, so a busy event loop can't lose it). Returns the release.
 */
export function takeProcessLock(path: string, what: string): () => void {
  const mine = JSON.stringify({ process: process.pid, host: hostname(), started: processStart(process.pid) });
  const unique = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unique, mine);
  } catch (error) {
    throw explainFileError(error, path);
  }
  try {
    for (let round = 0; round < 20; round++) {
      try {
        linkSync(unique, path);
        return () => {
          if (readHolder(path)?.text === mine) rmSync(path, { force: true });
        };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
          throw explainFileError(error, path);
      }
      const found = readHolder(path);
      if (!found) continue;
      if (isHeld(found.holder)) throw locked(path, what, found.holder);
      const aside = `${unique}.stale`;
      try {
        renameSync(path, aside);
      } catch {
        continue; // another process took it over first
      }
      const moved = readHolder(aside);
      if (moved && moved.text !== found.text && isHeld(moved.holder)) {
        try {
          linkSync(aside, path);
        } catch {
          // another process has taken the lock meanwhile: the next round reports it
        }
        rmSync(aside, { force: true });
        throw locked(path, what, moved.holder);
      }
      rmSync(aside, { force: true });
    }
    throw locked(path, what, undefined);
  } finally {
    rmSync(unique, { force: true });
  }
}

function locked(path: string, what: string, holder: Holder | undefined): TrunklineError {
  const who = holder ? `Process ${holder.process} on ${holder.host}` : 'Another process';
  return new TrunklineError('TL_LOCKED', `${who} is already using ${what} (${path}).`, {
    hint:
      holder && holder.host !== hostname()
        ? `Wait until it has finished. If that machine is gone, remove ${path}.`
        : 'Wait until it has finished, or choose another folder.',
  });
}
