import { spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TrunklineError } from '@trunkline/system';

async function run(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<{ status: number; output: string }> {
  return await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ status: 127, output: error.message }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/**
 * Downloads a Debian package into `folder` and unpacks it there, with apt but without root: nothing is installed, and
 * where the machine's package lists are missing, lists of our own are fetched into `folder`. Returns where its files are.
 * Throws `TL_DOWNLOAD_FAILED`.
 */
export async function unpackDebianPackage(name: string, folder: string): Promise<string> {
  const lists = join(folder, 'lists');
  const unpacked = join(folder, 'unpacked');
  await mkdir(join(lists, 'partial'), { recursive: true });
  let result = await run('apt-get', ['download', name], folder);
  if (result.status !== 0 && result.status !== 127) {
    const own = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache::pkgcache=`, '-o', `Dir::Cache::srcpkgcache=`];
    await run('apt-get', [...own, '-o', 'Debug::NoLocking=1', 'update'], folder);
    result = await run('apt-get', [...own, 'download', name], folder);
  }
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.deb'));
  if (result.status === 0 && file !== undefined) {
    result = await run('dpkg-deb', ['--extract', file, unpacked], folder);
    if (result.status === 0) return unpacked;
  }
  throw new TrunklineError(
    'TL_DOWNLOAD_FAILED',
    `The Debian package ${name} could not be had with apt: ${result.output.trim().split('\n').slice(-2).join(' ')}`,
    { hint: 'Check the network, or give a folder with the original files.' },
  );
}
