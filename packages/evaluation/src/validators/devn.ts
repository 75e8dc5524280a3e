import { mean } from 'simple-statistics';
import { crossEntropyPerExample } from '../cross-entropy.ts';
import { deepEmbeddedRisk } from '../deep-embedded-validation.ts';
import { importanceWeights } from '../importance-weights.ts';
import { defineValidator } from '../validator.ts';

export const devn = defineValidator({
  name: 'devn',
  paper: 'Musgrave et al. 2022, Benchmarking Validation Methods for Unsupervised Domain Adaptation (DEVN)',
  description:
    'Deep embedded validation with weights divided by the largest and moved to mean 1, so that no image weighs more than 2 and the control variate has nothing left to correct; assumes that only the density of the embeddings shifts.',
  reads: [
    'classes',
    'embeddingWidth',
    'sourceTrainEmbeddings',
    'targetTrainEmbeddings',
    'heldOutEmbeddings',
    'heldOutLogits',
    'heldOutLabels',
  ],
  heldOut: 'source',
  better: 'lower',
  score: ({ classes, heldOutLogits, heldOutLabels, ...tables }) =>
    deepEmbeddedRisk(
      normalised(importanceWeights(tables)),
      crossEntropyPerExample(heldOutLogits, heldOutLabels, classes),
    ),
});

/** Weights divided by the largest, then moved to mean 1. */
function normalised(weights_N: Float64Array): Float64Array {
  const largest = Math.max(...weights_N);
  const shares_N = weights_N.map((weight) => weight / largest);
  const centre = mean([...shares_N]);
  return shares_N.map((share) => share - centre + 1);
}
