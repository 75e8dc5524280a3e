import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createScrub } from './scrub.ts';

/** Where the code stands. */
export interface GitInformation {
  readonly commit: string;
  /** Absent on a detached head. */
  readonly branch?: string;
  /** Whether tracked files differ from the commit. */
  readonly dirty: boolean;
  /** Address of `origin`, without credentials. */
  readonly remote?: string;
}

const run = promisify(execFile);

/** Git's view of `folder` (default: where the process runs); `undefined` outside a repository or without git. */
export async function gitInformation(folder = process.cwd()): Promise<GitInformation | undefined> {
  const git = async (...args: readonly string[]): Promise<string | undefined> => {
    try {
      const options = {
        cwd: folder,
        timeout: 5_000,
        maxBuffer: 16 << 20,
        env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
      };
      return (await run('git', ['-c', 'core.fsmonitor=false', ...args], options)).stdout.trim();
    } catch {
      return undefined;
    }
  };
  const [commit, branch, changes, remote] = await Promise.all([
    git('rev-parse', '--verify', 'HEAD'),
    git('symbolic-ref', '--short', '-q', 'HEAD'),
    // an experiment that is in no commit cannot be done again from one
    git('status', '--porcelain', '--untracked-files=normal'),
    git('remote', 'get-url', 'origin'),
  ]);
  if (!commit) return undefined;
  return {
    commit,
    ...(branch ? { branch } : {}),
    dirty: Boolean(changes),
    ...(remote ? { remote: createScrub(process.env)(remote) } : {}),
  };
}
