/**
 * PACS photographs with 100 % of the labels: probe, fine-tune and LP-FT, tested on photographs and, out of distribution, on paintings.
 *
 * Expected: see docs/benchmarks/pacs-labels.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-labels-100`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures } from '../pacs/recipe.ts';
import { recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-labels-100',
  description: 'PACS photographs, 100 % of the labels, 112 px, block 5',
  data: {
    source: domain('photo'),
    targets: [domain('photo'), domain('art_painting')],
    ...pictures,
    labelFraction: 1,
  },
  methods: rows,
});
