// One trial: an experiment that is killed some times and resumed until it has ended.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { experimentOn } from './experiment.mjs';

const program = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'bin', 'trunkline.mjs');
const userCache =
  process.env.TRUNKLINE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'trunkline');

/** Attempts after which a trial counts as one that never ends. */
const mostAttempts = 12;

/** How a process is ended, by name. Each gets the process above all others. */
export const killKinds = {
  'kill-all': (id) => end(-id, 'SIGKILL'),
  'kill-main': (id) => end(id, 'SIGKILL'),
  'kill-worker': (id) => end(childrenOf(id)[0] ?? -id, 'SIGKILL'),
  interrupt: (id) => end(id, 'SIGINT'),
  terminate: (id) => end(id, 'SIGTERM'),
};

/**
 * Starts the experiment and kills it at so many random moments within `seconds`; resumes it each time, at the end without a
 * kill. Gives the folder of its invocation, the kinds of kills, what was done in words, whether its last process went on with
 * what an earlier one had begun, and what went wrong at once.
 */
export async function runTrial({ folder, pictures, workers, random, kinds, kills, seconds }) {
  const cache = join(folder, 'cache');
  await mkdir(cache, { recursive: true });
  await symlink(join(userCache, 'engine'), join(cache, 'engine'));
  const experiment = join(folder, 'kills.experiment.json');
  await writeFile(experiment, JSON.stringify(experimentOn(pictures)));
  const runs = join(folder, 'runs');
  await mkdir(runs);
  const done = [];
  const said = [];
  let nothingToResume = false;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const isResumed = !nothingToResume && existsSync(join(runs, 'kills'));
    const running = start(experiment, runs, cache, workers, isResumed);
    const isKilled = done.length < kills;
    const kind = kinds[Math.floor(random() * kinds.length)];
    const after = (0.1 + 0.8 * random()) * seconds;
    const timer = isKilled && setTimeout(() => killKinds[kind](running.id), 1000 * after);
    const { status, errors } = await running.ended;
    clearTimeout(timer);
    // a process that was killed before it wrote anything leaves nothing to go on with
    nothingToResume = errors.includes('TL_NOTHING_TO_RESUME');
    if (nothingToResume && isResumed) continue;
    if (status === 0) return { invocation: latest(runs), kinds: done, said, isResumed };
    if (isKilled) {
      done.push(kind);
      said.push(`${kind} after ${after.toFixed(2)} s (${status})`);
    } else if (!errors.includes('TL_LOCKED')) {
      return {
        kinds: done,
        said,
        problem: `It ended with ${status}: ${errors.trim().split('\n').slice(-3).join(' / ')}`,
      };
    }
  }
  return { kinds: done, said, problem: `It had not ended after ${mostAttempts} attempts.` };
}

function start(experiment, runs, cache, workers, isResumed) {
  const args = ['run', experiment, '--folder', runs, '--checkpoint-seconds', '0', '--workers', workers];
  const child = spawn(process.execPath, [program, ...args.map(String), ...(isResumed ? ['--resume'] : [])], {
    env: { ...process.env, TRUNKLINE_CACHE: cache, MLFLOW_TRACKING_URI: '' },
    cwd: runs, // in no repository: what is committed meanwhile changes no summary
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status: status ?? signal, errors }));
  });
  return { id: child.pid, ended };
}

function latest(runs) {
  return join(runs, 'kills', readFileSync(join(runs, 'kills', 'latest'), 'utf8').trim());
}

function end(id, signal) {
  try {
    process.kill(id, signal);
  } catch {
    // it has ended by itself
  }
}

/** Processes whose parent this one is (Linux). */
function childrenOf(parent) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}
