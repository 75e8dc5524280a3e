/**
 * The PACS benchmark on cached embeddings, from cartoon to photo and art painting.
 *
 * Expected: see docs/benchmarks/pacs.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-cartoon`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures, recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-cartoon',
  description: 'PACS, from cartoon to photo and art painting, 112 px, bottleneck and head on frozen embeddings',
  data: { source: domain('cartoon'), targets: [domain('photo'), domain('art_painting')], ...pictures },
  methods: rows,
});
