/**
 * The PACS benchmark with block 5 of the trunk trained, from photo to art painting and cartoon.
 *
 * Expected: see docs/benchmarks/pacs-block5.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-block5-photo`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures } from '../pacs/recipe.ts';
import { recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-block5-photo',
  description: 'PACS, from photo to art painting and cartoon, 112 px, block 5, bottleneck and head trained',
  data: { source: domain('photo'), targets: [domain('art_painting'), domain('cartoon')], ...pictures },
  methods: rows,
});
