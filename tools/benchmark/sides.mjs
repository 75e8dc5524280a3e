// The processes that are compared: ones that stay and do a round when told to, and ones that do a whole job and end.
import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = join(import.meta.dirname, '..', '..');

/** A process that answers each line it is sent with one line of JSON. It ends when its input does. */
export function startSide(command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const failed = new Promise((_, reject) => child.once('error', reject));
  failed.catch(() => undefined); // told by the round that waits for an answer
  child.stdin.on('error', () => undefined); // it is gone: the same
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async round(line = 'round') {
      child.stdin.write(`${line}\n`);
      const { value, done } = await Promise.race([answers.next(), failed]);
      if (done) throw new Error(`${[command, ...args].join(' ')} ended before it answered; what it said is above.`);
      return JSON.parse(value);
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Runs a process to its end. Gives its last line, which is JSON, and `wall`, the seconds it took, start and end included. */
export async function runOnce(command, args, env = {}) {
  const start = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const [status, seconds] = await new Promise((resolve, reject) => {
    let exited;
    child.once('error', reject);
    child.once('exit', () => (exited = (performance.now() - start) / 1000));
    child.once('close', (code, signal) => resolve([code ?? signal, exited]));
  });
  if (status !== 0) {
    const said = /^\w*Error: .*/m.exec(errors)?.[0] ?? errors.trim().split('\n').slice(-3).join('\n');
    throw new Error(`${basename(args[0])} ended with ${status}. ${said}`);
  }
  const last = output.trim().split('\n').at(-1);
  return { ...(last?.startsWith('{') ? JSON.parse(last) : {}), wall: seconds };
}

/**
 * Calls every side once a round, each round in the opposite order, so that what else the machine does meets all alike.
 * Gives the answers of each side without those of the warm-up.
 */
export async function inTurn(sides, { rounds, warmUp = 1 }) {
  const names = Object.keys(sides);
  const answers = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const answer = await sides[name]();
      if (round >= 0) answers[name].push(answer);
    }
  }
  return answers;
}

/** {@link inTurn} with processes that stay: `sides` holds their command lines. */
export async function inTurnStaying(sides, options) {
  const running = Object.entries(sides).map(([name, [command, ...args]]) => [name, startSide(command, args)]);
  try {
    return await inTurn(Object.fromEntries(running.map(([name, side]) => [name, () => side.round()])), options);
  } finally {
    for (const [, side] of running) await side.stop();
  }
}
