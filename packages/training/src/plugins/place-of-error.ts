/** `file:line` at which an error was thrown, or the file alone where its stack does not tell. */
export function placeOfError(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = stack.split('\n').find((one) => /^\s*at /.test(one) && one.includes(`${file}:`));
  const line = frame === undefined ? undefined : /^\d+/.exec(frame.slice(frame.indexOf(`${file}:`) + file.length + 1));
  return line ? `${file}:${line[0]}` : file;
}

/** An error's message on one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
}
