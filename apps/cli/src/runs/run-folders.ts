import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { nearest, TrunklineError } from '@trunkline/system';

const markers = ['summary.json', 'plan.json', 'experiment.json', 'journal.jsonl'];

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

/**
 * Replaces each part `latest` of a path, a text file that names an invocation, by what it names. One that names anything but
 * an invocation beside it is not followed. Throws `TL_RUN_REFERENCE` for it, and for a path that is no line of text.
 */
export async function followLatest(path: string): Promise<string> {
  if (/[\0\n\r]/.test(path)) throw badReference(JSON.stringify(path), 'it is more than one line of text');
  let followed = isAbsolute(path) ? sep : '';
  for (const part of path.split(/[\\/]/).filter((one) => one !== '')) {
    const next = join(followed, part);
    if (part !== 'latest' || !(await isFile(next))) {
      followed = next;
      continue;
    }
    const { latestInvocation } = await import('@trunkline/training');
    const name = await latestInvocation(followed);
    if (name === undefined) throw badReference(next, 'it names no invocation beside it');
    followed = join(followed, name);
  }
  return followed;
}

function badReference(given: string, why: string): TrunklineError {
  return new TrunklineError('TL_RUN_REFERENCE', `${given} leads to no run: ${why}.`, {
    hint: 'Give the name of an experiment or of an invocation; `trunkline runs` lists them.',
    exitStatus: 2,
  });
}

/** True for the folder of one invocation: `runs/<experiment>/<invocation>`. */
export async function isInvocation(folder: string): Promise<boolean> {
  for (const marker of markers) if (await isFile(join(folder, marker))) return true;
  return false;
}

/**
 * Folder of an invocation, given itself, the folder of its experiment, the experiment's name (both: its latest finished
 * invocation, else the newest), or in the folder of runs the beginning of its name, alone or behind the experiment:
 * `mine/20260131`. Throws `TL_RUN_NOT_FOUND`, `TL_RUN_REFERENCE`.
 */
export async function invocationFolder(given: string, runs: string): Promise<string> {
  const isShort = !isAbsolute(given) && !given.split(/[\\/]/).includes('..');
  for (const start of [given, ...(isShort ? [join(runs, given)] : [])]) {
    const candidate = await followLatest(start);
    if (!(await isFolder(candidate))) continue;
    if (await isInvocation(candidate)) return resolve(candidate);
    const newest = await newestIn(candidate);
    if (newest !== undefined) return resolve(newest);
  }
  if (isShort) {
    const begun = await begunWith(given, runs);
    if (begun !== undefined) return begun;
  }
  const names = (await readdir(runs, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const close = nearest(given, names);
  throw new TrunklineError(
    'TL_RUN_NOT_FOUND',
    `"${given}" is neither the folder of a run nor the name of an experiment that has run in ${resolve(runs)}.`,
    {
      hint:
        close !== undefined
          ? `Did you mean ${close}?`
          : names.length > 0
            ? `There are runs of: ${names.join(', ')}.`
            : 'Run an experiment first (trunkline run <experiment>), or name the folder with --folder.',
      exitStatus: 2,
    },
  );
}

/** The latest finished invocation in the folder of an experiment, else the newest of full size, else the newest. */
async function newestIn(home: string): Promise<string | undefined> {
  const { latestInvocation, listInvocations } = await import('@trunkline/training');
  const latest = await latestInvocation(home);
  if (latest !== undefined && (await isInvocation(join(home, latest)))) return join(home, latest);
  if (latest === undefined && (await isFile(join(home, 'latest')))) await followLatest(join(home, 'latest'));
  const all = await listInvocations(dirname(resolve(home)), basename(resolve(home)));
  return (all.findLast(({ smoke }) => !smoke) ?? all.at(-1))?.folder;
}

/** The one invocation whose name begins so: `20260131-10`, `mine/20260131`. */
async function begunWith(given: string, runs: string): Promise<string | undefined> {
  const { listInvocations } = await import('@trunkline/training');
  const [experiment, name] = given.includes('/') ? given.split('/') : [undefined, given];
  if (name === undefined || name === '' || given.split('/').length > 2) return undefined;
  const found = (await listInvocations(runs, experiment)).filter(({ invocation }) => invocation.startsWith(name));
  const [first, ...more] = found;
  if (first === undefined || more.length === 0) return first === undefined ? undefined : resolve(first.folder);
  throw new TrunklineError('TL_RUN_REFERENCE', `"${given}" begins the names of ${found.length} invocations.`, {
    hint: `Choose one: ${found.map((one) => `${one.experiment}/${one.invocation}`).join(', ')}.`,
    exitStatus: 2,
  });
}

/**
 * Removes the folder of an invocation that was refused before it began (bad data, say): it holds nothing but journal
 * files, not even `experiment.json`, which is written before anything is trained. The folders above it go too if they are
 * then empty.
 */
export async function removeUnbegun(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.startsWith('journal')) return;
  }
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  await rmdir(dirname(folder))
    .then(() => rmdir(dirname(dirname(folder))))
    .catch(() => undefined);
}

/** Every invocation below a folder of runs, oldest first. */
export async function allInvocations(runs: string): Promise<string[]> {
  const found: string[] = [];
  for (const experiment of (await readdir(runs, { withFileTypes: true }).catch(() => [])).sort(byName)) {
    if (!experiment.isDirectory()) continue;
    for (const invocation of (await readdir(join(runs, experiment.name), { withFileTypes: true })).sort(byName)) {
      const folder = join(runs, experiment.name, invocation.name);
      if (invocation.isDirectory() && (await isInvocation(folder))) found.push(resolve(folder));
    }
  }
  return found;
}

function byName(first: { name: string }, second: { name: string }): number {
  return first.name < second.name ? -1 : first.name > second.name ? 1 : 0;
}
