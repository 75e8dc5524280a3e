import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { nearest, TrunklineError } from '@trunkline/system';

const suffix = /\.experiment\.(ts|mts|js|mjs|json)$/;

/** The experiment files below the nearest `experiments` folder, by name. */
async function shippedExperiments(from: string): Promise<Map<string, string>> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const root = join(folder, 'experiments');
    const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
    const files = entries.filter(
      (entry) => entry.isFile() && suffix.test(entry.name) && !entry.parentPath.includes('node_modules'),
    );
    if (files.length > 0) {
      return new Map(files.map((entry) => [entry.name.replace(suffix, ''), join(entry.parentPath, entry.name)]));
    }
    if (dirname(folder) === folder) return new Map();
  }
}

/** Names of the experiments in `experiments/` here or in a folder above. */
export async function experimentNames(from: string = process.cwd()): Promise<string[]> {
  return [...(await shippedExperiments(from)).keys()].sort();
}

/**
 * Path of an experiment, given as a file or as the name of one in `experiments/` here or in a folder above. Throws
 * `TL_EXPERIMENT_NOT_FOUND` with the nearest name.
 */
export async function findExperiment(given: string, from: string = process.cwd()): Promise<string> {
  const path = resolve(from, given);
  const isFile = await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (isFile) return path;
  const shipped = await shippedExperiments(from);
  const found = shipped.get(given);
  if (found !== undefined) return found;
  const names = [...shipped.keys()].sort();
  const close = nearest(basename(given).replace(suffix, ''), names);
  throw new TrunklineError(
    'TL_EXPERIMENT_NOT_FOUND',
    `"${given}" is neither an experiment file (looked for ${path}) nor the name of one in experiments/.`,
    {
      hint:
        close !== undefined
          ? `Did you mean ${close}?`
          : names.length > 0
            ? `There are: ${names.join(', ')}.`
            : 'Give the path of a .experiment.ts or .experiment.json file.',
      exitStatus: 2,
    },
  );
}
