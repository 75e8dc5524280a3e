import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { TrunklineError } from '@trunkline/system';
import { followLatest, invocationFolder } from './run-folders.ts';

/**
 * The folder of a finished run, given as it (a part `latest` is followed), or in short: `mine/dann/0`, with the experiment
 * or its invocation first, then what names the run of it: its row, its pair where there are several, its seed. Throws
 * `TL_RUN_NOT_FOUND`, `TL_RUN_UNFINISHED`, `TL_RUN_REFERENCE`.
 */
export async function finishedRun(given: string, runs = 'runs'): Promise<string> {
  const folder = await followLatest(given);
  const short = (await isDirectory(folder)) ? undefined : await runInShort(given, runs);
  await checkFinished(short ?? folder, given);
  return short ?? folder;
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** The one run that `experiment[/invocation]/row[/pair]/seed` names; undefined where no invocation or no run fits. */
async function runInShort(given: string, runs: string): Promise<string | undefined> {
  const parts = given.split('/').filter((part) => part !== '');
  if (parts.includes('..')) return undefined;
  for (const count of [2, 1]) {
    const [head, wanted] = [parts.slice(0, count).join('/'), parts.slice(count)];
    if (wanted.length === 0) continue;
    const invocation = await invocationFolder(head, runs).catch(() => undefined);
    if (invocation === undefined) continue;
    const home = join(invocation, 'runs');
    const found = (await runsBelow(home)).filter((run) => isNamed(relative(home, run).split(sep), wanted));
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      throw new TrunklineError('TL_RUN_REFERENCE', `"${given}" names ${found.length} runs.`, {
        hint: `Choose one:${listed(found.map((run) => relative('.', run)))}`,
        exitStatus: 2,
      });
    }
  }
  return undefined;
}

/** Whether `wanted`, in this order, are among the parts of a run's id, the row first: `dann`, `0` of `dann/a-to-b/seed-0`. */
function isNamed(parts: readonly string[], wanted: readonly string[]): boolean {
  let from = 0;
  for (const [place, one] of wanted.entries()) {
    const names = [one.toLowerCase(), `seed-${one}`, `trial-${one}`];
    const at = parts.findIndex((part, index) => index >= from && names.includes(part.toLowerCase()));
    if (at < 0 || (place === 0 && at !== 0)) return false;
    from = at + 1;
  }
  return wanted.length > 1 || parts.length === 1;
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
