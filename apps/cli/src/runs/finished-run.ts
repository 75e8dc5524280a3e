import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import { followLatest, invocationFolder } from './run-folders.ts';

/** The folder of a finished run, given as it (a part `latest` is followed). Throws `TL_RUN_NOT_FOUND`, `TL_RUN_UNFINISHED`. */
export async function finishedRun(given: string): Promise<string> {
  const folder = await followLatest(given);
  await checkFinished(folder, given);
  return folder;
}

/** Throws unless `folder`, which was given as `given`, is that of a finished run. */
export async function checkFinished(folder: string, given: string): Promise<void> {
  const has = async (...parts: string[]): Promise<boolean> =>
    await stat(join(folder, ...parts)).then(
      () => true,
      () => false,
    );
  if (await has('result.json')) return;
  if (await has('checkpoint')) {
    throw new TrunklineError('TL_RUN_UNFINISHED', `The run in ${given} has not finished: it has no result.json.`, {
      hint: 'Let it finish (trunkline run … --resume), or choose another run.',
      exitStatus: 2,
    });
  }
  const runs = await runsOf(folder, given);
  throw new TrunklineError('TL_RUN_NOT_FOUND', `${given} is not the folder of one run: it has no result.json.`, {
    hint:
      runs.length > 0
        ? `Choose one of its ${runs.length === 1 ? 'runs' : `${runs.length} runs`}:${listed(runs)}`
        : 'Give …/runs/<method>/<source>-to-<target>/seed-<n> of a finished invocation.',
    exitStatus: 2,
  });
}

/** Most runs that a hint lists. */
const mostListed = 10;

function listed(runs: readonly string[]): string {
  const lines = runs
    .slice(0, mostListed)
    .map((run) => `\n  --run ${/[\s'"$&();*?]/.test(run) ? JSON.stringify(run) : run}`);
  return `${lines.join('')}${runs.length > mostListed ? '\n  …' : ''}`;
}

/** Folders of the finished runs of an invocation or, by folder or name, an experiment (its latest invocation, if any). */
async function runsOf(folder: string, given: string): Promise<string[]> {
  const invocation = await invocationFolder(given, 'runs').catch(() => undefined);
  const latest = invocation === undefined ? [] : await runsBelow(invocation);
  const found = latest.length > 0 ? latest : await runsBelow(folder);
  return found.map((run) => {
    const short = relative('.', resolve(run));
    return short.startsWith(`..${sep}`) ? run : short;
  });
}

async function runsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.name === 'result.json')
    .map((entry) => entry.parentPath)
    .sort();
}
