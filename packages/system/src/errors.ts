import { relative, resolve } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { openFileLimit } from './open-file-limit.ts';
import { processLimit } from './process-limits.ts';

/** Options of a {@link TrunklineError}. */
export interface TrunklineErrorOptions {
  /** What the user can do next, as one imperative sentence. */
  readonly hint?: string;
  /** Exit status of the command line: 1 the work failed, 2 the input was wrong, 3 interrupted and resumable. */
  readonly exitStatus?: number;
  readonly cause?: unknown;
}

/** An error meant for a person: says what was given, what was expected, where, and (as `hint`) what to do next. */
export class TrunklineError extends Error {
  override readonly name = 'TrunklineError';
  readonly code: `TL_${string}`;
  readonly hint: string | undefined;
  readonly exitStatus: number;

  constructor(code: `TL_${string}`, message: string, options: TrunklineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.exitStatus = options.exitStatus ?? 1;
  }
}

/** True for any error that carries a Trunkline code, whichever copy of this package made it. */
export function isTrunklineError(error: unknown): error is TrunklineError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('TL_');
}

/**
 * Turns an operating-system error on `path` into one that says what to do: full disk, a file beyond the limit, no permission,
 * missing file, too many open files. Any other error comes back as it is.
 */
export function explainFileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new TrunklineError('TL_DISK_FULL', `No space is left on the disk while writing ${path}.`, {
        hint: isInCache(path)
          ? 'Free some space, or set TRUNKLINE_CACHE to a folder on another disk.'
          : 'Free some space, then run the same command again.',
        cause: error,
      });
    case 'EFBIG':
      return fileTooLarge(path, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TrunklineError('TL_NO_PERMISSION', `No permission to use ${path} (${code}).`, {
        hint: isInCache(path)
          ? 'Set TRUNKLINE_CACHE to a folder that you may write to.'
          : 'Choose a folder you may write to, or change its permissions.',
        cause: error,
      });
    case 'EMFILE':
    case 'ENFILE':
      return tooManyFiles(`${path} cannot be opened`, error);
    case 'ENOTDIR':
    case 'EEXIST':
      return new TrunklineError('TL_NOT_A_FOLDER', `A file stands where ${path} needs a folder (${code}).`, {
        hint: 'Choose another folder, or move that file away.',
        cause: error,
      });
    case 'ENOENT':
      return new TrunklineError('TL_FILE_MISSING', `${path} does not exist.`, {
        hint: 'Check the path; relative paths start at the folder the command runs in.',
        exitStatus: 2,
        cause: error,
      });
    default:
      return error;
  }
}

/** The error of a process that may not open more files. `what` failed by it. */
export function tooManyFiles(what: string, cause: unknown): TrunklineError {
  const limit = openFileLimit();
  const most = limit === undefined ? '' : ` (the limit is ${limit})`;
  return new TrunklineError('TL_TOO_MANY_FILES', `${what}: too many files are open${most}.`, {
    hint: 'Raise the limit on open files to 1024 or more, for example by: ulimit -n 4096.',
    cause,
  });
}

/** The error of a process that may not write so large a file, or of a disk that does not take one. */
function fileTooLarge(path: string, cause: unknown): TrunklineError {
  const limit = processLimit('Max file size');
  const most = limit === undefined ? '' : ` (the limit is ${Math.round(limit / 1024).toLocaleString('en')} KiB)`;
  return new TrunklineError('TL_FILE_LIMIT', `${path} would be larger than a file may be here${most}.`, {
    hint:
      limit === undefined
        ? 'Choose a folder on a disk that takes larger files.'
        : 'Raise the limit on the size of files, for example by: ulimit -f unlimited.',
    cause,
  });
}

/**
 * What ended for want of address space, as an error that says so; undefined where another thing is at fault. Node's
 * WebAssembly sets about 10 GiB of addresses aside, whatever it fills of them.
 */
export function explainAddressSpace(error: unknown): TrunklineError | undefined {
  if (!(error instanceof RangeError) || !/out of memory|allocation failed/i.test(error.message)) return undefined;
  const limit = processLimit('Max address space');
  if (limit === undefined) return undefined;
  const most = `${(limit / 2 ** 30).toFixed(1)} GiB`;
  return new TrunklineError('TL_ADDRESS_SPACE', `This process may use only ${most} of addresses: ${error.message}.`, {
    hint: 'Lift that limit (ulimit -v unlimited). What bounds memory itself is a container or systemd-run -p MemoryMax=….',
    cause: error,
  });
}

function isInCache(path: string): boolean {
  const way = relative(resolve(cacheFolder()), resolve(path));
  return way === '' || !way.startsWith('..');
}
