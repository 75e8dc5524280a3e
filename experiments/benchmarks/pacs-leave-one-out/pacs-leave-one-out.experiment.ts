/**
 * PACS with each of photo, art painting and cartoon left out in its turn: what learns from the other two, and never sees the one it is tested
 * on, beside methods that see its pictures without labels.
 *
 * Expected: see docs/benchmarks/pacs-leave-one-out.md, which `npm run benchmark-pages` draws.
 *
 * Command: `PACS_FOLDER=/data/pacs npm run benchmarks -- pacs-leave-one-out`
 */
import { defineExperiment } from '@trunkline/training';
import { folder, pictures, recipe } from '../pacs/recipe.ts';

export default defineExperiment({
  ...recipe,
  name: 'pacs-leave-one-out',
  description: 'PACS, each of three domains left out, 112 px, bottleneck and head on frozen embeddings',
  data: {
    leaveOneOut: { folder, layout: 'domain-folder', domains: ['photo', 'art_painting', 'cartoon'] },
    ...pictures,
  },
  methods: ['source-only', 'irm', 'vrex', 'group-dro', 'mldg', 'dann', 'deep-coral', 'mcc', 'target-oracle'],
});
