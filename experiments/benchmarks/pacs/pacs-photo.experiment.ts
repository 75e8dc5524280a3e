/**
 * The PACS benchmark on cached embeddings, from photo to art painting and cartoon.
 *
 * Expected: see docs/benchmarks/pacs.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-photo`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures, recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-photo',
  description: 'PACS, from photo to art painting and cartoon, 112 px, bottleneck and head on frozen embeddings',
  data: { source: domain('photo'), targets: [domain('art_painting'), domain('cartoon')], ...pictures },
  methods: rows,
});
