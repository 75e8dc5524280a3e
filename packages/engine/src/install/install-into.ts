import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { explainFileError, TrunklineError, withLock } from '@trunkline/system';

/** How one folder is filled as a whole. */
export interface FolderPlan<T> {
  readonly folder: string;
  /** Bytes needed on the disk while it is made. */
  readonly roomNeeded: number;
  /** What is there already and can be used; `undefined` when it has to be made. */
  present(): T | undefined;
  /** Makes everything in `staging`, an empty folder beside the final one. */
  build(staging: string): Promise<T>;
  /** Another process is at it. */
  onWait(): void;
  /** Bytes free on the disk of a folder. Default: the operating system's answer. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/**
 * Makes a folder appear whole or not at all: under a lock, in a folder beside it that is renamed at the end. Who comes
 * second waits and finds it made; what an interrupted attempt left is removed by the next.
 * Throws `TL_DISK_FULL` before anything is written when there is too little room, and `TL_NO_PERMISSION`.
 */
export async function installInto<T>(plan: FolderPlan<T>): Promise<{ result: T; already: boolean }> {
  const before = plan.present();
  if (before !== undefined) return { result: before, already: true };
  const { folder } = plan;
  await mkdir(dirname(folder), { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, dirname(folder));
  });
  return await withLock(
    folder,
    async () => {
      const meanwhile = plan.present();
      if (meanwhile !== undefined) return { result: meanwhile, already: true };
      await removeLeftovers(folder);
      await checkRoom(plan);
      const staging = `${folder}.${randomBytes(4).toString('hex')}.partial`;
      try {
        await mkdir(staging);
        const result = await plan.build(staging);
        await rm(folder, { recursive: true, force: true });
        await rename(staging, folder);
        return { result, already: false };
      } catch (error) {
        throw explainFileError(error, folder);
      } finally {
        await rm(staging, { recursive: true, force: true }).catch(() => undefined);
      }
    },
    { onWait: plan.onWait },
  );
}

/** Removes what interrupted attempts left. The lock is held, so nobody is using it. */
async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder);
  const names = await readdir(parent).catch(() => []);
  const left = names.filter((name) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.partial'));
  await Promise.all(left.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

async function checkRoom<T>(plan: FolderPlan<T>): Promise<void> {
  const parent = dirname(plan.folder);
  const free = await (plan.freeBytes ?? diskFree)(parent);
  if (free >= plan.roomNeeded) return;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw new TrunklineError(
    'TL_DISK_FULL',
    `Installing needs ${gigabytes(plan.roomNeeded)} GB in ${parent}, which has ${gigabytes(free)} GB free.`,
    { hint: 'Free some space, or set TRUNKLINE_CACHE to a folder on another disk.' },
  );
}

async function diskFree(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
