import { methods } from '@trunkline/methods';
import { loadExperiment } from '@trunkline/training';
import { expect, it } from 'vitest';
import { findBenchmarks } from './find-benchmarks.ts';

/** Methods that no benchmark has a row for, each with the reason. */
const leftOut: Readonly<Record<string, string>> = {
  pada: 'for targets that lack classes, and no benchmark has one',
  'coral-dg': 'is for several sources, and was not tried on their cached embeddings yet',
  fish: 'is for several sources, and was not tried on their cached embeddings yet',
  'mixup-dg': 'is for several sources, and was not tried on their cached embeddings yet',
  'mix-style': 'stands between layers of the trunk, and with several sources the trunk is frozen here',
};

it('every method of the registry has a row in some benchmark, or is left out for a reason', async () => {
  const rows = new Set<string>();
  for (const { experiments } of findBenchmarks()) {
    for (const path of experiments) for (const row of (await loadExperiment(path)).methods) rows.add(row.method);
  }
  const without = methods().flatMap(({ name }) => (rows.has(name) ? [] : [name]));
  expect(without.sort(), 'add a row to experiments/benchmarks/digits/rows.ts, or a reason above').toEqual(
    Object.keys(leftOut).sort(),
  );
});
