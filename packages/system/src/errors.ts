import { relative, resolve } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { openFileLimit } from './open-file-limit.ts';

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
 * Turns an operating-system error on `path` into one that says what to do: full disk, no permission, missing file, too
 * many open files. Any other error comes back as it is.
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

function isInCache(path: string): boolean {
  const way = relative(resolve(cacheFolder()), resolve(path));
  return way === '' || !way.startsWith('..');
}
