/**
 * The digits benchmark, from digits drawn with fonts to MNIST. The trunk was pretrained on such digits, so source-only has nothing left to learn
 * from its source but the head.
 *
 * Expected: see docs/benchmarks/digits.md, which `npm run benchmark-pages` draws.
 *
 * Command: `npm run benchmarks -- digits-synthetic`, or `npx nx run experiments:digits-synthetic` for a report of all runs
 */
import { defineExperiment } from '@trunkline/training';
import { digits, recipe } from './recipe.ts';
import { rows } from './rows.ts';

export default defineExperiment({
  ...recipe,
  name: 'digits-synthetic',
  description: 'Digits: from printed ones to handwritten ones (MNIST)',
  data: { ...digits, source: { dataSet: 'synthetic-digits' }, targets: [{ dataSet: 'mnist' }] },
  methods: rows,
});
