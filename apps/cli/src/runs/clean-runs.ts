import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
 * What is not needed: smoke invocations, unfinished and failed ones that began more than `olderThanDays` ago, and the
 * checkpoints of runs that have their result. What a process writes to now is left.
 */
export async function removable(
  invocations: readonly InvocationEntry[],
  olderThanDays: number,
  now = Date.now(),
): Promise<Removal[]> {
  const found: Removal[] = [];
  for (const { folder, state, startedAt } of invocations) {
    if (await isInUse(folder)) continue;
    const days = (now - Date.parse(startedAt)) / millisecondsADay;
    const isOld = state !== 'finished' && days > olderThanDays;
    if (state === 'smoke' || isOld) {
      const why = state === 'smoke' ? 'a smoke run' : `${state}, ${Math.floor(days)} days old`;
      found.push({ path: folder, why, bytes: await bytesIn(folder) });
    } else found.push(...(await leftCheckpoints(folder)));
  }
  return found;
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

/** Removes what was listed, and lets `latest` name what is left. */
export async function removeAll(removals: readonly Removal[], root: string): Promise<void> {
  for (const { path } of removals) await rm(path, { recursive: true, force: true });
  const { listInvocations, writeLatest } = await import('@trunkline/training');
  const experiments = new Set(
    removals.filter(({ path }) => dirname(dirname(path)) === root).map(({ path }) => basename(dirname(path))),
  );
  for (const experiment of experiments) {
    const finished = (await listInvocations(root, experiment)).findLast(({ state }) => state === 'finished');
    if (finished === undefined) await rm(join(root, experiment, 'latest'), { force: true });
    else await writeLatest(finished.folder);
  }
}
