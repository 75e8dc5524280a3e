/**
 * PACS on cached embeddings, from photo to art painting and cartoon, with the learning rate swept: four trials for each of eight methods, source-only
 * among them, the winner chosen without target labels.
 *
 * Expected: see docs/benchmarks/pacs-sweeps.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-sweeps`
 */
import { defineExperiment } from '@trunkline/training';
import { domain, pictures, recipe } from '../pacs/recipe.ts';

const rates = { grid: { 'training.optimiser.learningRate': [0.003, 0.01, 0.03, 0.1] } };

export default defineExperiment({
  ...recipe,
  name: 'pacs-sweeps',
  description: 'PACS, from photo to art painting and cartoon, on frozen embeddings, four learning rates a method',
  data: { source: domain('photo'), targets: [domain('art_painting'), domain('cartoon')], ...pictures },
  methods: ['source-only', 'dann', 'cdan', 'dan', 'deep-coral', 'mcc', 'bnm', 'shot'].map((method) => ({
    method,
    sweep: rates,
  })),
  selection: { validator: 'info-max' },
});
