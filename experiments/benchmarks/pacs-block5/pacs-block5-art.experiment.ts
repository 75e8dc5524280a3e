/**
 * The PACS benchmark with block 5 of the trunk trained, from art painting to photo and cartoon.
 *
 * Expected: see docs/benchmarks/pacs-block5.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-block5-art`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures } from '../pacs/recipe.ts';
import { recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-block5-art',
  description: 'PACS, from art painting to photo and cartoon, 112 px, block 5, bottleneck and head trained',
  data: { source: domain('art_painting'), targets: [domain('photo'), domain('cartoon')], ...pictures },
  methods: rows,
});
