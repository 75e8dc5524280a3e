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
 * Turns an operating-system error on `path` into one that says what to do: full disk, no permission, missing file.
 * Any other error comes back as it is.
 */
export function explainFileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new TrunklineError('TL_DISK_FULL', `No space is left on the disk while writing ${path}.`, {
        hint: 'Free some space, then run the same command again with --resume: nothing that was finished is lost.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TrunklineError('TL_NO_PERMISSION', `No permission to use ${path} (${code}).`, {
        hint: 'Choose a folder you may write to, or change its permissions.',
        cause: error,
      });
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
