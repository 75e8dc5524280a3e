import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command line, as a user starts it. */
export const bin = fileURLToPath(new URL('../../bin/trunkline.mjs', import.meta.url));

/** What a finished command left. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly nodeOptions?: readonly string[];
  /** Hears standard error and output as they come, with the process to act on. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `trunkline …` for real and waits for its end. */
export async function trunkline(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(options.nodeOptions ?? []), bin, ...args], {
      cwd: options.cwd ?? process.cwd(),
      env: { ...withoutTracking(), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const heard = (text: string): void => options.onOutput?.(text, (signal) => child.kill(signal));
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      heard(chunk.toString());
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      heard(chunk.toString());
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}

function withoutTracking(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_') && name !== 'FORCE_COLOR'),
  );
}

/** The error object that a command with `--json` printed on standard error. */
export function errorOf(ended: Ended): { code: string; message: string; hint?: string; exitStatus: number } {
  const line = ended.stderr.trim().split('\n').at(-1) ?? '';
  return (JSON.parse(line) as { error: { code: string; message: string; hint?: string; exitStatus: number } }).error;
}
