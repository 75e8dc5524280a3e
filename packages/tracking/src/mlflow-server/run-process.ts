import { spawn } from 'node:child_process';

/** How a finished process ended; 127 when it could not be started. */
export interface ProcessResult {
  readonly status: number;
  readonly output: string;
}

/** Runs a program to its end, with standard output and error together; `onLine` is called with each line as it comes. */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: { readonly environment?: NodeJS.ProcessEnv; readonly onLine?: (line: string) => void } = {},
): Promise<ProcessResult> {
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.environment ?? process.env,
    });
    let output = '';
    let rest = '';
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString();
      output = (output + text).slice(-100_000);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => resolve({ status: 127, output: error.message }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}
