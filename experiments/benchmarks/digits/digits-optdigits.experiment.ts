/**
 * The digits benchmark, from optdigits (1,797 scans of 8 px) to MNIST.
 *
 * Expected: see docs/benchmarks/digits.md, which `npm run benchmark-pages` draws.
 *
 * Command: `npm run benchmarks -- digits-optdigits`, or `npx nx run experiments:digits-optdigits` for a report of all runs
 */
import { defineExperiment } from '@trunkline/training';
import { digits, recipe } from './recipe.ts';
import { rows } from './rows.ts';

export default defineExperiment({
  ...recipe,
  name: 'digits-optdigits',
  description: 'Handwritten digits: from optdigits to MNIST',
  data: { ...digits, source: { dataSet: 'optdigits' }, targets: [{ dataSet: 'mnist' }] },
  methods: rows,
});
