import {
  explainAddressSpace,
  explainFileError,
  isTrunklineError,
  tightOpenFileLimit,
  tooManyFiles,
} from '@trunkline/system';
import { asTyped } from './typed-command.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What is printed of an error: `message` says what was given and expected, `hint` what to do next. */
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly exitStatus: number;
}

/** Any thrown value as a record; what carries no code of Trunkline is `TL_UNEXPECTED`. */
export function errorRecord(thrown: unknown): ErrorRecord {
  const error = explainSystemError(thrown);
  if (isTrunklineError(error)) {
    const { code, message, hint, exitStatus } = error;
    return {
      code,
      message: withoutSecrets(message),
      ...(hint === undefined ? {} : { hint }),
      exitStatus: exitStatus ?? 1,
    };
  }
  const message = error instanceof Error ? error.message || error.name : String(error);
  return {
    code: 'TL_UNEXPECTED',
    message: withoutSecrets(message),
    hint: 'This was not foreseen. Run again with TRUNKLINE_DEBUG=1 to see where it happened.',
    exitStatus: 1,
  };
}

function explainSystemError(error: unknown): unknown {
  const addresses = explainAddressSpace(error);
  if (addresses !== undefined) return addresses;
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (mayLackFiles.has(String(error.code)) && tightOpenFileLimit() !== undefined) {
    return tooManyFiles('What this command needs cannot be loaded', error);
  }
  if (isTrunklineError(error)) return error;
  if (['EMFILE', 'ENFILE', 'EFBIG'].includes(String(error.code)))
    return explainFileError(error, pathOf(error) ?? 'A file');
  const path = pathOf(error);
  return path === undefined ? error : explainFileError(error, path);
}

/** Errors that say something else where no more files can be opened: a module that is there is not found. */
const mayLackFiles = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED', 'TL_DECODER_MISSING']);

function pathOf(error: Error): string | undefined {
  return 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}

/** The record as lines for a person. */
export function formatError(record: ErrorRecord): string {
  const lines = [`error: ${record.message} [${record.code}]`];
  if (record.hint !== undefined) lines.push(`→ ${record.hint}`);
  return lines.join('\n');
}

/**
 * Prints an error on standard error (as one JSON object where `--json` was asked for; the stack too under
 * TRUNKLINE_DEBUG) and returns the exit status that belongs to it.
 */
export function printError(error: unknown, argv: readonly string[]): number {
  const { hint, ...rest } = errorRecord(error);
  const record = hint === undefined ? rest : { ...rest, hint: asTyped(hint) };
  const stack = process.env['TRUNKLINE_DEBUG'] && error instanceof Error ? stackOf(error) : undefined;
  if (argv.includes('--json')) {
    process.stderr.write(`${JSON.stringify({ error: { ...record, ...(stack === undefined ? {} : { stack }) } })}\n`);
  } else {
    process.stderr.write(`${formatError(record)}\n`);
    if (stack !== undefined) process.stderr.write(`${stack}\n`);
  }
  return record.exitStatus;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return withoutSecrets(`${error.stack ?? error.message}${cause}`);
}
