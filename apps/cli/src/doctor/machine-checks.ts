import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '@trunkline/system';
import { readableBytes } from '../output/readable.ts';
import { type Check, tryCheck } from './check.ts';

const run = promisify(execFile);
const gibibyte = 1 << 30;

/** Checks of the machine itself, which load nothing of Trunkline's tensor engine. */
export function machineChecks(runs: string): Promise<Check>[] {
  return [
    node(),
    npm(),
    python(),
    compiler(),
    processor(),
    memory(),
    disk('disk-cache', cacheFolder()),
    disk('disk-runs', runs),
    writable(runs),
  ];
}

function node(): Promise<Check> {
  return tryCheck('node', true, async () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const ok = major > 20 || (major === 20 && minor >= 19);
    return { ok, detail: `Node ${process.versions.node}`, hint: ok ? undefined : 'Install Node 20.19 or newer.' };
  });
}

function npm(): Promise<Check> {
  return tryCheck('npm', false, async () => {
    const { stdout } = await run('npm', ['--version'], { shell: process.platform === 'win32' });
    return { ok: true, detail: `npm ${stdout.trim()}` };
  });
}

function python(): Promise<Check> {
  return tryCheck('python', false, async () => {
    const command = process.env['TRUNKLINE_PYTHON'] ?? 'python3';
    const hint =
      'Install Python 3.10 or newer with pip, or name one in TRUNKLINE_PYTHON: it fetches the engine and runs MLflow.';
    try {
      const code = 'import sys, pip; print(*sys.version_info[:3], pip.__version__)';
      const { stdout } = await run(command, ['-c', code]);
      const [major = 0, minor = 0, patch = 0, pip = ''] = stdout.trim().split(' ');
      const ok = Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 10);
      return {
        ok,
        detail: `Python ${major}.${minor}.${patch} with pip ${pip} (${command})`,
        hint: ok ? undefined : hint,
      };
    } catch {
      return { ok: false, detail: `${command} with pip was not found`, hint };
    }
  });
}

function compiler(): Promise<Check> {
  return tryCheck('compiler', false, async () => {
    const command = process.env['CXX'] ?? (process.platform === 'darwin' ? 'clang++' : 'g++');
    try {
      const { stdout } = await run(command, ['--version']);
      return { ok: true, detail: stdout.split('\n')[0] ?? command };
    } catch {
      return {
        ok: false,
        detail: `${command} was not found`,
        hint: 'Install a C++ compiler (Debian: apt install g++; macOS: xcode-select --install) or name one in CXX.',
      };
    }
  });
}

function processor(): Promise<Check> {
  return tryCheck('processor', false, async () => {
    const model = cpus()[0]?.model.trim() ?? process.arch;
    const threads = availableParallelism();
    if (process.platform !== 'linux') return { ok: true, detail: `${model}, ${threads} threads` };
    const flags = new Set(/^flags\s*:\s*(.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? []);
    const has = (...names: string[]): boolean => names.some((name) => flags.has(name));
    const found = [
      has('avx2') ? 'AVX2' : undefined,
      has('avx512f') ? 'AVX-512' : undefined,
      has('avx512_bf16', 'amx_bf16') ? 'bf16' : undefined,
    ].filter((name) => name !== undefined);
    const ok = process.arch !== 'x64' || has('avx2');
    const detail = `${model}, ${threads} threads, ${found.length > 0 ? found.join(' ') : 'no AVX2'}`;
    return { ok, detail, hint: ok ? undefined : 'Training works, several times slower than with AVX2.' };
  });
}

function memory(): Promise<Check> {
  return tryCheck('memory', false, async () => {
    const available =
      process.platform === 'linux'
        ? Number(/^MemAvailable:\s+(\d+)/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1] ?? 0) * 1024
        : freemem();
    const ok = available >= 3 * gibibyte;
    return {
      ok,
      detail: `${readableBytes(available)} of ${readableBytes(totalmem())} free`,
      hint: ok
        ? undefined
        : 'A batch of 128 at full width needs about 3 GiB: close programs or set training.batchSize lower.',
    };
  });
}

async function nearestFolder(path: string): Promise<string> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const there = await statfs(folder).then(
      () => true,
      () => false,
    );
    if (there || dirname(folder) === folder) return folder;
  }
}

function disk(id: string, folder: string): Promise<Check> {
  return tryCheck(id, false, async () => {
    const { bavail, bsize } = await statfs(await nearestFolder(folder));
    const free = bavail * bsize;
    const ok = free >= 2 * gibibyte;
    return {
      ok,
      detail: `${readableBytes(free)} free for ${folder}`,
      hint: ok
        ? undefined
        : 'Free some space, or name another place (TRUNKLINE_CACHE for the cache, --folder for runs).',
    };
  });
}

function writable(folder: string): Promise<Check> {
  return tryCheck('runs-folder', true, async () => {
    const probe = join(folder, `.doctor-${process.pid}`);
    try {
      const made = await mkdir(folder, { recursive: true });
      await writeFile(probe, '');
      await rm(made ?? probe, { recursive: true });
      return { ok: true, detail: `${resolve(folder)} can be written` };
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return {
        ok: false,
        detail: `${resolve(folder)} cannot be written (${reason})`,
        hint: 'Choose a folder you may write to with --folder, or change its permissions.',
      };
    }
  });
}
