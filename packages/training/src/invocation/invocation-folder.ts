import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';

/** A new invocation's folder, `<root>/<experiment>/<date>-<time>-<letters>`; nothing is made yet. */
export function newInvocationFolder(root: string, experiment: string, now = new Date()): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace('T', '-');
  return join(root, experiment, `${stamp}-${randomBytes(2).toString('hex')}`);
}

/** The folder of an experiment's last invocation. Throws `TL_NOTHING_TO_RESUME`. */
export async function latestInvocationFolder(root: string, experiment: string): Promise<string> {
  const id = await readFile(join(root, experiment, 'latest'), 'utf8').catch(() => undefined);
  if (id === undefined || id.trim() === '') {
    throw new TrunklineError('TL_NOTHING_TO_RESUME', `${join(root, experiment)} holds no earlier invocation.`, {
      hint: 'Run the experiment without --resume first.',
      exitStatus: 2,
    });
  }
  return join(root, experiment, id.trim());
}
