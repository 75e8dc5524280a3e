import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const nx = [process.execPath, join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js')];
const trunkline = [process.execPath, join(root, 'apps', 'cli', 'bin', 'trunkline.mjs')];
const scratch = mkdtempSync(join(tmpdir(), 'trunkline-nx-'));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nx as a shell starts it, not as Nx starts it: these tests are a task of Nx themselves. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(NX_|MLFLOW_|FORCE_COLOR|NO_COLOR)/.test(name));
  return { ...Object.fromEntries(own), NX_DAEMON: 'false', NX_TUI: 'false' };
}

/** Runs a command in the workspace; `onOutput` is told everything printed so far, and may write to its input. */
async function run(
  [program = '', ...words]: readonly string[],
  onOutput: (text: string, write: (typed: string) => void) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(program, words, { cwd: root, env: environment() });
  let [stdout, stderr] = ['', ''];
  const told = (): void => onOutput(stdout + stderr, (typed) => child.stdin.write(typed));
  child.stdout.on('data', (chunk: Buffer) => ((stdout += chunk.toString()), told()));
  child.stderr.on('data', (chunk: Buffer) => ((stderr += chunk.toString()), told()));
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** What `--json` printed between what Nx says. */
function printed(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout.slice(stdout.indexOf('\n{'), stdout.lastIndexOf('}') + 1)) as Record<string, unknown>;
}

beforeAll(async () => {
  // what changed since is built now
  expect((await run([...nx, 'run', 'experiments:mnist-to-mnist-m', '--dry-run'])).status).toBe(0);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('what is typed behind a target arrives as it was typed', async () => {
  const description = `it's "two  words", $HOME \`and\` *; \\n`;
  const words = ['--set', 'methods=["source-only","dann"]', '--set', `description=${description}`, '--set=seeds=[3]'];
  const more = ['--workers', '2', '--no-report', '--dry-run', '--json'];
  const { stdout, stderr } = await run([...nx, 'run', 'experiments:mnist-to-mnist-m', ...words, ...more]);
  expect(stderr).toBe('');
  expect(printed(stdout)).toMatchObject({
    experiment: { description, seeds: [3], methods: [{ method: 'source-only' }, { method: 'dann' }] },
  });
});

it('R8: a build that is up to date stays in its place, and no command beside nx run dies', async () => {
  const built = (): string[] =>
    ['packages/system', 'packages/training', 'apps/cli'].flatMap((room) => {
      const dist = join(root, room, 'dist');
      return readdirSync(dist, { recursive: true }).map((name) => {
        const { ino, mtimeMs } = statSync(join(dist, name.toString()));
        return `${room}/${name.toString()} ${ino} ${mtimeMs}`;
      });
    });
  const before = built();
  let isRunning = true;
  const running = run([...nx, 'run', 'experiments:mnist-to-mnist-m', '--dry-run'])
    .then(async (first) => [first, await run([...nx, 'run', 'cli:build'])])
    .finally(() => (isRunning = false));
  const beside: Ended[] = [];
  while (isRunning) beside.push(await run([...trunkline, 'methods', '--json']));
  expect((await running).map(({ status }) => status)).toEqual([0, 0]);
  expect(beside.length).toBeGreaterThan(2);
  expect(beside.filter(({ status }) => status !== 0)).toEqual([]);
  expect(built()).toEqual(before);
});

it.skipIf(!existsSync('/usr/bin/script'))('Ctrl-C in a terminal reaches the run, which says what it does', async () => {
  const words = ['training.steps=100000', 'seeds=[0]', 'methods=["source-only"]', 'data.limits.train=64'];
  const typed = [...nx, 'run', 'experiments:mnist-to-mnist-m', ...words.flatMap((word) => ['--set', word])];
  const command = [...typed, '--folder', scratch, '--no-report'].map((word) => `'${word}'`).join(' ');
  let isPressed = false;
  const { stdout } = await run(['/usr/bin/script', '-qec', command, '/dev/null'], (text, write) => {
    if (isPressed || !/step \d+\/100/.test(text)) return;
    isPressed = true;
    write('\x03');
  });
  expect(stdout).toContain('Stopping at the next step and saving');
  expect(stdout).toMatch(/Go on with: .*--resume/);
});
