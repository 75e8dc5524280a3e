import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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
}

/** A command that runs. */
export interface Started {
  readonly ended: Promise<Ended>;
  readonly process: number;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `trunkline …` for real, as a user does. */
export function start(args: readonly string[], options: StartOptions = {}): Started {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), bin, ...args], {
    cwd: options.cwd ?? process.cwd(),
    env: { ...withoutTracking(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { ended, process: child.pid ?? 0, kill: (signal) => void child.kill(signal) };
}

/** Runs `trunkline …` for real and waits for its end. */
export async function trunkline(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return await start(args, options).ended;
}

/** Waits until something is so, at most five minutes: a busy machine takes one to start a command. */
export async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 300_000; !isSo();) {
    if (Date.now() > deadline) throw new Error('It did not happen within five minutes.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
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

/** Names of the invocations that have begun in the folder of an experiment, oldest first. */
export function begunInvocations(home: string): string[] {
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .filter((name) => existsSync(join(home, name, 'invocation.json')))
    .sort();
}
