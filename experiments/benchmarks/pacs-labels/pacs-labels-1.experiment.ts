/**
 * PACS photographs with 1 % of the labels: probe, fine-tune and LP-FT, tested on photographs and, out of distribution, on paintings.
 *
 * Expected: see docs/benchmarks/pacs-labels.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-labels-1`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures } from '../pacs/recipe.ts';
import { recipe, rows } from './recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-labels-1',
  description: 'PACS photographs, 1 % of the labels, 112 px, block 5',
  data: {
    source: domain('photo'),
    targets: [domain('photo'), domain('art_painting')],
    ...pictures,
    labelFraction: 0.01,
  },
  methods: rows,
});
