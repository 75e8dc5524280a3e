import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** How far an invocation came: a smoke run counts as one whatever became of it. */
export type InvocationState = 'finished' | 'unfinished' | 'failed' | 'smoke';

/** An invocation in a folder of runs. */
export interface InvocationEntry {
  readonly experiment: string;
  /** Its name: that of its folder. */
  readonly invocation: string;
  readonly folder: string;
  readonly state: InvocationState;
  readonly smoke: boolean;
  /** Every run has its result and the summary is written. */
  readonly isDone: boolean;
  /** Rows of its comparison. */
  readonly rows: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** What a folder of an invocation may be called: no path, nothing hidden, one line. */
export function isInvocationName(name: string): boolean {
  return /^[A-Za-z0-9][\w.+-]{0,199}$/.test(name) && name !== 'latest';
}

/** Whether `folder` is a folder directly in `home`, and no link to another place. False where it does not exist. */
export async function liesInside(home: string, folder: string): Promise<boolean> {
  try {
    if (!(await lstat(folder)).isDirectory()) return false;
    return (await realpath(folder)).startsWith(`${await realpath(home)}${sep}`);
  } catch {
    return false;
  }
}

/** The invocations in a folder of runs, of one experiment or of all, oldest first. Links are left out. */
export async function listInvocations(root: string, experiment?: string): Promise<InvocationEntry[]> {
  const experiments = experiment === undefined ? await foldersIn(root) : [experiment];
  const found = await Promise.all(
    experiments.map(async (name) => {
      const home = join(root, name);
      if (!(await liesInside(root, home))) return [];
      const names = (await foldersIn(home)).filter(isInvocationName);
      const entries = await Promise.all(names.map((one) => readInvocation(name, one, join(home, one))));
      return entries.filter((entry) => entry !== undefined).sort(byAge);
    }),
  );
  return found.flat();
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function byAge(first: InvocationEntry, second: InvocationEntry): number {
  if (first.startedAt !== second.startedAt) return first.startedAt < second.startedAt ? -1 : 1;
  return first.invocation < second.invocation ? -1 : 1;
}

/** Undefined for a folder that is no invocation of this experiment. */
async function readInvocation(
  experiment: string,
  invocation: string,
  folder: string,
): Promise<InvocationEntry | undefined> {
  const [resolved, summary, record] = await Promise.all([
    readJson(join(folder, 'experiment.json')),
    readJson(join(folder, 'summary.json')),
    readJson(join(folder, 'invocation.json')),
  ]);
  const begun = resolved ?? summary ?? record;
  if (
    begun === undefined &&
    !(await exists(join(folder, 'experiment.json'))) &&
    !(await exists(join(folder, 'plan.json')))
  )
    return undefined;
  const named = resolved?.['name'] ?? summary?.['experiment'];
  if (typeof named === 'string' && named !== experiment) return undefined;
  const smoke = resolved?.['smoke'] === true || summary?.['smoke'] === true;
  const status = summary?.['status'];
  const isDone = status === 'finished';
  const ended = isDone ? 'finished' : status === 'failed' ? 'failed' : 'unfinished';
  const startedAt = record?.['startedAt'] ?? summary?.['startedAt'];
  const rows = resolved?.['methods'] ?? summary?.['methods'];
  return {
    experiment,
    invocation,
    folder,
    state: smoke ? 'smoke' : ended,
    smoke,
    isDone,
    rows: Array.isArray(rows) ? rows.length : 0,
    startedAt: typeof startedAt === 'string' ? startedAt : (await stat(folder)).mtime.toISOString(),
  };
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
