// The executor of experiments: what is typed behind a target reaches the command line word by word, with no shell between.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The command with its words, as it is spawned. In a terminal it is a job of its own in the foreground, so that Ctrl-C
 * reaches it alone: it says what it does and saves, and Nx, which would end it at once, waits.
 */
export function jobOf(command, { terminal = inTerminal() } = {}) {
  return terminal ? ['sh', '-mc', '"$@"; exit $?', 'sh', ...command] : command;
}

function inTerminal() {
  return process.platform !== 'win32' && [process.stdin, process.stdout, process.stderr].every(({ isTTY }) => isTTY);
}

/** `options.command` and then what was typed; succeeds where the command line does. */
export default async function run({ command, typed = [] }, { root }) {
  const { buildWhenNeeded } = await import(pathToFileURL(join(root, 'tools', 'workspace', 'steps.mjs')).href);
  if ((await buildWhenNeeded()) !== 0) return { success: false };
  const [program, ...words] = jobOf([
    process.execPath,
    join(root, 'apps', 'cli', 'bin', 'trunkline.mjs'),
    ...command,
    ...typed,
  ]);
  const waiting = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const wait = () => undefined; // the command has it too, and decides
  for (const signal of waiting) process.on(signal, wait);
  try {
    return await new Promise((resolve) => {
      const child = spawn(program, words, { cwd: root, stdio: 'inherit' });
      child.on('error', () => resolve({ success: false }));
      child.on('close', (status) => resolve({ success: status === 0 }));
    });
  } finally {
    for (const signal of waiting) process.off(signal, wait);
  }
}
