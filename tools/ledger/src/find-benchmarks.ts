import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest } from '@trunkline/system';

/** The workspace: this file lies in `tools/ledger/src`, or built in `tools/ledger/dist`. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A folder of experiments that share a page. */
export interface Benchmark {
  readonly name: string;
  /** Paths of its experiment files. */
  readonly experiments: readonly string[];
  /** Path of its ledger. */
  readonly ledger: string;
}

const suffix = '.experiment.ts';

/** Every folder of `experiments/benchmarks` with its files. */
export function findBenchmarks(): readonly Benchmark[] {
  const home = join(root, 'experiments', 'benchmarks');
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      experiments: readdirSync(join(home, name))
        .filter((file) => file.endsWith(suffix))
        .sort()
        .map((file) => join(home, name, file)),
      ledger: ledgerPath(name),
    }))
    .sort((first, second) => (first.name < second.name ? -1 : 1));
}

export const pagesFolder = join(root, 'docs', 'benchmarks');

export function ledgerPath(benchmark: string): string {
  return join(pagesFolder, `${benchmark}.json`);
}

/** Benchmarks that have a ledger, with those whose experiments are gone. */
export function ledgerNames(): readonly string[] {
  if (!existsSync(pagesFolder)) return [];
  return readdirSync(pagesFolder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
}

/**
 * The benchmarks of these names, each of a benchmark or of one of its experiments, which then is its only one; all of them
 * without a name.
 */
export function chooseBenchmarks(names: readonly string[]): readonly Benchmark[] {
  const all = findBenchmarks();
  if (names.length === 0) return all;
  const experimentName = (path: string): string => basename(path, suffix);
  const known = all.flatMap(({ name, experiments }) => [name, ...experiments.map(experimentName)]);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    throw new Error(
      `No benchmark or experiment of one is called '${unknown}'${near === undefined ? '' : `; did you mean ${near}?`} There are: ${known.join(', ')}.`,
    );
  }
  return all.flatMap((benchmark) => {
    if (names.includes(benchmark.name)) return [benchmark];
    const experiments = benchmark.experiments.filter((path) => names.includes(experimentName(path)));
    return experiments.length === 0 ? [] : [{ ...benchmark, experiments }];
  });
}
