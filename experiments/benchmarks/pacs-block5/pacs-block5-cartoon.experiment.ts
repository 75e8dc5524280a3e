/**
 * The PACS benchmark with block 5 of the trunk trained, from cartoon to photo and art painting.
 *
 * Expected: see docs/benchmarks/pacs-block5.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-block5-cartoon`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures } from '../pacs/recipe.ts';
import { recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-block5-cartoon',
  description: 'PACS, from cartoon to photo and art painting, 112 px, block 5, bottleneck and head trained',
  data: { source: domain('cartoon'), targets: [domain('photo'), domain('art_painting')], ...pictures },
  methods: rows,
});
