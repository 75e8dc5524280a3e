import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { lockHolder } from '@trunkline/system';
import type { InvocationEntry } from '@trunkline/training';

/** Something that may be removed, and why. */
export interface Removal {
  readonly path: string;
  readonly why: string;
  readonly bytes: number;
}

/** Bytes of the files in a folder, however deep; links count as nothing. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(
      async ({ parentPath, name }) =>
        await stat(join(parentPath, name)).then(
          ({ size }) => size,
          () => 0,
        ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Whether a process writes to an invocation now. */
export async function isInUse(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.endsWith('.lock') && lockHolder(join(folder, name)) !== undefined);
}

const millisecondsADay = 86_400_000;

/**
 * What is not needed: smoke invocations, unfinished and failed ones that nothing was written to for more than
 * `olderThanDays`, and the checkpoints of runs that have their result. What `latest` names, and what a process writes to now, is
 * left.
 */
export async function removable(
  invocations: readonly InvocationEntry[],
  olderThanDays: number,
  now = Date.now(),
): Promise<Removal[]> {
  const found: Removal[] = [];
  const { latestInvocation } = await import('@trunkline/training');
  for (const { folder, state, startedAt } of invocations) {
    if (await isInUse(folder)) continue;
    const days = (now - Math.max(Date.parse(startedAt), await lastWritten(folder))) / millisecondsADay;
    const isLatest = (await latestInvocation(dirname(folder))) === basename(folder);
    const isOld = state !== 'finished' && !isLatest && days > olderThanDays;
    if (state === 'smoke' || isOld) {
      const why = state === 'smoke' ? 'a smoke run' : `${state}, ${Math.floor(days)} days old`;
      found.push({ path: folder, why, bytes: await bytesIn(folder) });
    } else found.push(...(await leftCheckpoints(folder)));
  }
  return found;
}

/** When one of the records of an invocation was written last, in milliseconds since 1970. */
async function lastWritten(folder: string): Promise<number> {
  const times = ['invocation.json', 'summary.json', 'journal.jsonl'].map(
    async (name) =>
      await stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
  );
  return Math.max(...(await Promise.all(times)));
}

async function leftCheckpoints(invocation: string): Promise<Removal[]> {
  const entries = await readdir(join(invocation, 'runs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const done = new Set(entries.filter(({ name }) => name === 'result.json').map(({ parentPath }) => parentPath));
  const left = entries.filter(
    (entry) =>
      entry.isDirectory() &&
      /^\.?(step-|broken-)/.test(entry.name) &&
      basename(entry.parentPath) === 'checkpoint' &&
      done.has(dirname(entry.parentPath)),
  );
  return await Promise.all(
    left.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path, why: 'the checkpoint of a finished run', bytes: await bytesIn(path) };
    }),
  );
}

/** Removes what was listed, but for what is in use by now, and lets `latest` name what is left. Answers what was removed. */
export async function removeAll(removals: readonly Removal[], root: string): Promise<readonly Removal[]> {
  const removed: Removal[] = [];
  for (const removal of removals) {
    const [experiment = '', invocation = ''] = relative(root, removal.path).split(sep);
    if (await isInUse(join(root, experiment, invocation))) continue;
    await rm(removal.path, { recursive: true, force: true });
    removed.push(removal);
  }
  const { latestInvocation, listInvocations, writeLatest } = await import('@trunkline/training');
  const experiments = new Set(
    removals.filter(({ path }) => dirname(dirname(path)) === root).map(({ path }) => basename(dirname(path))),
  );
  for (const experiment of experiments) {
    if ((await latestInvocation(join(root, experiment))) !== undefined) continue; // it names one that is there
    const finished = (await listInvocations(root, experiment)).findLast(({ state }) => state === 'finished');
    if (finished === undefined) await rm(join(root, experiment, 'latest'), { force: true });
    else await writeLatest(finished.folder);
  }
  return removed;
}
