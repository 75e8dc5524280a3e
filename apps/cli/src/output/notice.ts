import { errorRecord } from './print-error.ts';
import { asTyped } from './typed-command.ts';

/** One line for a person, on standard error: standard output holds results only. */
export function notice(line: string): void {
  process.stderr.write(`${asTyped(line)}\n`);
}

/** What to do with a picture that cannot be read: name it and go on when it may be skipped. */
export function skipPrinter(skip: boolean): { onSkip?: (error: unknown) => void } {
  if (!skip) return {};
  return {
    onSkip: (error) => {
      const { message, code } = errorRecord(error);
      notice(`skipped: ${message} [${code}]`);
    },
  };
}
