import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { bin, type Ended } from './trunkline.ts';

const isRoot = process.getuid?.() === 0;

/** A folder in which nothing can be made, also by the superuser, whom permissions do not stop. */
export function unwritableFolder(inside: string): string {
  if (isRoot) return '/sys';
  const folder = mkdtempSync(join(inside, 'unwritable-'));
  chmodSync(folder, 0o555);
  return folder;
}

/** Runs `trunkline …` with a disk of so many MiB mounted on `disk`, in a mount namespace of its own. */
export async function onSmallDisk(
  disk: string,
  mebibytes: number,
  args: readonly string[],
): Promise<Ended & { left: string[] }> {
  const script = [
    `mount -t tmpfs -o size=${mebibytes}m tmpfs "$1"`,
    'disk=$1; shift',
    '"$@"; status=$?',
    'echo; echo "--- left"; cd "$disk" && find . -mindepth 1 -type f',
    'exit $status',
  ].join('\n');
  const namespace = isRoot ? ['--mount'] : ['--map-root-user', '--mount'];
  const { status, signal, stdout, stderr } = spawnSync(
    'unshare',
    [...namespace, 'sh', '-c', script, 'sh', disk, process.execPath, bin, ...args],
    { encoding: 'utf8' },
  );
  const [output = '', left = ''] = stdout.split('--- left');
  return { status, signal, stdout: output.trim(), stderr, left: left.split('\n').filter((line) => line !== '') };
}

/** Runs `trunkline …` with one of the limits that a shell sets: `-f 64`, files of at most 64 blocks of 512 bytes. */
export function underLimit(limit: string, args: readonly string[]): Ended {
  const { status, signal, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `ulimit ${limit}; exec "$@"`, 'sh', process.execPath, bin, ...args],
    { encoding: 'utf8', env: { ...process.env, MLFLOW_TRACKING_URI: '' } },
  );
  return { status, signal, stdout, stderr };
}
