/**
 * The digits benchmark, from MNIST: to MNIST-M (photographic backgrounds) and to optdigits (other writers, 8 px scans).
 *
 * Expected: see docs/benchmarks/digits.md, which `npm run benchmark-pages` draws.
 *
 * Command: `npm run benchmarks -- digits-mnist`, or `npx nx run experiments:digits-mnist` for a report of all runs
 */
import { defineExperiment } from '@trunkline/training';
import { digits, recipe } from './recipe.ts';
import { rows } from './rows.ts';

export default defineExperiment({
  ...recipe,
  name: 'digits-mnist',
  description: 'Handwritten digits: from MNIST to MNIST-M and to optdigits',
  data: { ...digits, source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }, { dataSet: 'optdigits' }] },
  methods: rows,
});
