/**
 * The PACS benchmark on cached embeddings, from art painting to photo and cartoon.
 *
 * Expected: see docs/benchmarks/pacs.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-art`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures, recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-art',
  description: 'PACS, from art painting to photo and cartoon, 112 px, bottleneck and head on frozen embeddings',
  data: { source: domain('art_painting'), targets: [domain('photo'), domain('cartoon')], ...pictures },
  methods: rows,
});
