import { randomBytes } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TrunklineError, writeFileAtomic } from '@trunkline/system';
import { isInvocationName, listInvocations, liesInside } from './list-invocations.ts';

/** A new invocation's folder, `<root>/<experiment>/<date>-<time>-<letters>`; nothing is made yet. */
export function newInvocationFolder(root: string, experiment: string, now = new Date()): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace('T', '-');
  return join(root, experiment, `${stamp}-${randomBytes(2).toString('hex')}`);
}

/** Which invocation a resume goes on with. */
export interface ResumeChoice {
  /** Folder that holds all runs. */
  readonly root: string;
  readonly experiment: string;
  readonly smoke: boolean;
  /** The name of an invocation, the beginning of one, or its folder; without it the newest that has not finished. */
  readonly given?: string;
}

/**
 * The folder of the invocation to go on with: the one that is named, else the newest unfinished one of the same kind, of
 * smoke size or not; else the newest of that kind. It lies in the folder of this experiment, whatever is named. Throws
 * `TL_NOTHING_TO_RESUME` and `TL_RUN_REFERENCE`.
 */
export async function resumedInvocationFolder({ root, experiment, smoke, given }: ResumeChoice): Promise<string> {
  const home = join(root, experiment);
  const all = await listInvocations(root, experiment);
  if (given !== undefined && given !== '' && given !== 'latest') {
    const name = nameWithin(home, given);
    if (name === undefined) throw outside(given, experiment, home);
    const named = all.filter((one) => one.invocation === name);
    const [found, second] = named.length > 0 ? named : all.filter((one) => one.invocation.startsWith(name));
    if (found !== undefined && second === undefined) return join(home, found.invocation);
    if (second === undefined) {
      if ((await isThere(join(home, name))) && !(await liesInside(home, join(home, name)))) {
        throw outside(given, experiment, home);
      }
      return join(home, name); // refused when it is opened, if there is nothing
    }
    throw new TrunklineError('TL_RUN_REFERENCE', `"${given}" begins the names of several invocations in ${home}.`, {
      hint: 'Write more of the name; `trunkline runs` lists them.',
      exitStatus: 2,
    });
  }
  const alike = all.filter((one) => one.smoke === smoke);
  const chosen = alike.findLast((one) => !one.isDone) ?? alike.at(-1);
  if (chosen !== undefined) return join(home, chosen.invocation);
  throw new TrunklineError(
    'TL_NOTHING_TO_RESUME',
    `${home} holds no earlier invocation${smoke ? ' with --smoke' : ''}.`,
    {
      hint: 'Run the experiment without --resume first.',
      exitStatus: 2,
    },
  );
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

/** The name of an invocation directly in `home`, given as it or as its folder; undefined for any other place. */
function nameWithin(home: string, given: string): string | undefined {
  if (isInvocationName(given)) return given;
  if (!/[\\/]/.test(given) || /[\0\n\r]/.test(given)) return undefined;
  const place = resolve(given);
  return dirname(place) === resolve(home) && isInvocationName(basename(place)) ? basename(place) : undefined;
}

function outside(given: string, experiment: string, home: string): TrunklineError {
  return new TrunklineError(
    'TL_RUN_REFERENCE',
    `${JSON.stringify(given)} is no invocation of ${experiment}: those lie in ${home}, each in a folder of its own.`,
    { hint: 'Give the name of one; `trunkline runs` lists them.', exitStatus: 2 },
  );
}

/**
 * The name in the file `latest` of an experiment's folder: its last finished full invocation. Undefined without one, and
 * where the file names something else than an invocation beside it.
 */
export async function latestInvocation(home: string): Promise<string | undefined> {
  const text = await readFile(join(home, 'latest'), 'utf8').catch(() => undefined);
  const name = text?.trim();
  if (name === undefined || !isInvocationName(name)) return undefined;
  return (await liesInside(home, join(home, name))) ? name : undefined;
}

/** Notes an invocation as the last one that has finished. */
export async function writeLatest(folder: string): Promise<void> {
  await writeFileAtomic(join(dirname(folder), 'latest'), `${basename(folder)}\n`);
}
