import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
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

/** Replaces each part `latest` of a path, a text file that names an invocation, by what it names. */
export async function followLatest(path: string): Promise<string> {
  let followed = isAbsolute(path) ? sep : '';
  for (const part of path.split(/[\\/]/).filter((one) => one !== '')) {
    const next = join(followed, part);
    const names = part === 'latest' && (await isFile(next));
    followed = names ? join(followed, (await readFile(next, 'utf8')).trim()) : next;
  }
  return followed;
}

/** True for the folder of one invocation: `runs/<experiment>/<invocation>`. */
export async function isInvocation(folder: string): Promise<boolean> {
  for (const marker of markers) if (await isFile(join(folder, marker))) return true;
  return false;
}

/**
 * Folder of an invocation, given itself, the folder of its experiment or the experiment's name (both: the latest one).
 * Throws `TL_RUN_NOT_FOUND`.
 */
export async function invocationFolder(given: string, runs: string): Promise<string> {
  for (const start of [given, join(runs, given)]) {
    const candidate = await followLatest(start);
    if (!(await isFolder(candidate))) continue;
    if (await isInvocation(candidate)) return resolve(candidate);
    const latest = await followLatest(join(candidate, 'latest'));
    if (await isInvocation(latest)) return resolve(latest);
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
