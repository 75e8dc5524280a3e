import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TrunklineError } from '@trunkline/system';

/** About what NVIDIA's libraries for TensorFlow 2.21 take unpacked: for the progress bar only. */
export const nvidiaBytes = 4_500_000_000;

/** The requirements that a wheel's metadata lists under the extra `and-cuda`. */
export function cudaRequirements(metadata: string): readonly string[] {
  const lines = metadata.matchAll(/^Requires-Dist: ([^;\n]+); *extra == ["']and-cuda["'] *$/gm);
  return [...lines].map(([, requirement = '']) => requirement.replaceAll(/\s+/g, ''));
}

/**
 * Lets pip put the CUDA libraries which the TensorFlow wheel names as `nvidia/<library>/lib` beside TensorFlow's own,
 * where those look for them. Throws `TL_DOWNLOAD_FAILED`.
 */
export async function installNvidiaLibraries(folder: string, onProgress: (bytes: number) => void): Promise<void> {
  const requirements = cudaRequirements(await readFile(join(folder, 'METADATA'), 'utf8'));
  if (requirements.length === 0) {
    throw new TrunklineError('TL_WHEEL_UNEXPECTED', 'The wheel names no NVIDIA libraries under "and-cuda".', {
      hint: 'Install without --gpu.',
    });
  }
  const target = join(folder, 'site');
  const temporary = join(folder, 'pip');
  await mkdir(temporary, { recursive: true });
  const python = process.env['TRUNKLINE_PYTHON'] ?? 'python3';
  const timer = setInterval(() => void folderBytes(folder).then(onProgress), 1_000);
  try {
    await promisify(execFile)(
      python,
      ['-m', 'pip', 'install', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-compile']
        .concat(['--progress-bar=off', '--platform=manylinux_2_27_x86_64', '--platform=manylinux2014_x86_64'])
        .concat(['--python-version=3.11', '--target', target, ...requirements]),
      { env: { ...process.env, TMPDIR: temporary }, maxBuffer: 16 << 20 },
    );
    await rename(join(target, 'nvidia'), join(folder, 'nvidia'));
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const last = output.trim().split('\n').slice(-3).join('\n');
    throw new TrunklineError('TL_DOWNLOAD_FAILED', `pip could not install NVIDIA’s libraries:\n${last}`, {
      hint: `Check the network and that "${python} -m pip" works (Python ≥ 3.10), or install without --gpu.`,
      cause: error,
    });
  } finally {
    clearInterval(timer);
    await rm(target, { recursive: true, force: true });
    await rm(temporary, { recursive: true, force: true });
  }
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}
