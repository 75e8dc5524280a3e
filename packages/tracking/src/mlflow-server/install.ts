import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cacheFolder,
  createProgress,
  explainFileError,
  TrunklineError,
  withLock,
  writeFileAtomic,
} from '@trunkline/system';
import { runProcess } from './run-process.ts';

/** The version that {@link installMlflow} installs and that the tests run against. */
export const mlflowVersion = '3.17.2';

/** Python packages that come with it, about; for the progress bar. */
const packagesExpected = 95;

/** Options of {@link installMlflow}. */
export interface InstallMlflowOptions {
  /** Show nothing. */
  readonly quiet?: boolean;
  /** The Python to use (≥ 3.10). Default: `$TRUNKLINE_PYTHON`, else `python3`. */
  readonly python?: string;
}

/** Where the environment is and whether it is complete. */
export function mlflowEnvironment(): { readonly folder: string; readonly python: string; readonly complete: boolean } {
  const folder = cacheFolder('mlflow', mlflowVersion);
  return {
    folder,
    python: join(folder, 'venv', 'bin', 'python'),
    complete: existsSync(join(folder, 'complete.json')) && existsSync(join(folder, 'venv', 'bin', 'mlflow')),
  };
}

/**
 * Installs MLflow's server (about 850 MB of Python packages) into an environment of its own in the user's cache, unless
 * it is there. An interrupted installation starts over; two at once wait for each other. Throws `TL_PYTHON_MISSING`,
 * `TL_PYTHON_OLD`, `TL_MLFLOW_INSTALL`, `TL_DISK_FULL`, `TL_NO_PERMISSION`.
 */
export async function installMlflow(
  options: InstallMlflowOptions = {},
): Promise<{ readonly python: string; readonly already: boolean }> {
  const before = mlflowEnvironment();
  if (before.complete) return { python: before.python, already: true };
  const onWait = (): void => {
    if (!options.quiet) process.stderr.write('Another process is installing MLflow; waiting for it …\n');
  };
  return await withLock(
    before.folder,
    async () => {
      const { folder, python, complete } = mlflowEnvironment();
      if (complete) return { python, already: true };
      const base = options.python ?? process.env['TRUNKLINE_PYTHON'] ?? 'python3';
      await checkPython(base);
      try {
        // the pip of an installer that was killed may still be writing
        await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
        await mkdir(folder, { recursive: true });
      } catch (error) {
        throw explainFileError(error, folder);
      }
      await install(base, folder, options.quiet ?? false);
      await writeFileAtomic(
        join(folder, 'complete.json'),
        JSON.stringify({ mlflow: mlflowVersion, installed: new Date().toISOString() }) + '\n',
      );
      return { python, already: false };
    },
    { onWait },
  );
}

async function checkPython(python: string): Promise<void> {
  const asked = await runProcess(python, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])']);
  const version = asked.output.trim().split('\n').at(-1) ?? '';
  const hint = 'Install Python 3.10 or newer with pip, or name one in TRUNKLINE_PYTHON.';
  if (asked.status !== 0) {
    throw new TrunklineError('TL_PYTHON_MISSING', `"${python}" does not run: ${version || 'not found'}.`, { hint });
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 10)) {
    throw new TrunklineError('TL_PYTHON_OLD', `"${python}" is Python ${version}; MLflow needs 3.10 or newer.`, {
      hint,
    });
  }
}

async function install(base: string, folder: string, quiet: boolean): Promise<void> {
  const venv = join(folder, 'venv');
  const python = join(venv, 'bin', 'python');
  const progress = createProgress({ label: `Installing MLflow ${mlflowVersion}`, total: 100, unit: 'steps', quiet });
  const temporary = join(folder, 'temporary');
  let collected = 0;
  const timer = setInterval(() => {
    const done = countPackages(venv);
    if (done > 1) progress.update(50 + Math.min(49, (49 * done) / packagesExpected), 'unpacking');
  }, 500);
  const onLine = (line: string): void => {
    if (!line.startsWith('Collecting ')) return;
    collected++;
    progress.update(Math.min(50, (50 * collected) / packagesExpected), line.split(' ')[1] ?? '');
  };
  try {
    await mkdir(temporary, { recursive: true });
    const environment = {
      ...process.env,
      TMPDIR: temporary,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PYTHONNOUSERSITE: '1',
    };
    const what = ['install', '--no-input', '--no-compile', '--progress-bar=off', `mlflow[auth]==${mlflowVersion}`];
    let made = await runProcess(base, ['-m', 'venv', venv], { environment });
    let pip: readonly [string, readonly string[]] = [python, ['-m', 'pip', ...what]];
    if (made.status !== 0) {
      // Debian splits ensurepip off; the base's own pip can fill the environment as well
      await rm(venv, { recursive: true, force: true });
      made = await runProcess(base, ['-m', 'venv', '--without-pip', venv], { environment });
      pip = [base, ['-m', 'pip', '--python', python, ...what]];
    }
    const result = made.status === 0 ? await runProcess(...pip, { environment, onLine }) : made;
    if (result.status !== 0) {
      if (/No space left on device/.test(result.output)) {
        throw explainFileError(Object.assign(new Error('pip'), { code: 'ENOSPC' }), folder);
      }
      const last = result.output.trim().split('\n').slice(-4).join('\n');
      throw new TrunklineError('TL_MLFLOW_INSTALL', `MLflow ${mlflowVersion} could not be installed:\n${last}`, {
        hint: `Check the network and that "${base} -m venv" and "${base} -m pip" work, then run it again: it starts over.`,
      });
    }
    progress.finish('installed');
  } catch (error) {
    progress.finish('failed');
    throw error;
  } finally {
    clearInterval(timer);
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

function countPackages(venv: string): number {
  try {
    const library = join(venv, 'lib');
    const version = readdirSync(library)[0];
    if (!version) return 0;
    return readdirSync(join(library, version, 'site-packages')).filter((name) => name.endsWith('.dist-info')).length;
  } catch {
    return 0;
  }
}
