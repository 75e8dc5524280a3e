import { mean } from 'simple-statistics';
import { crossEntropyPerExample } from '../cross-entropy.ts';
import { importanceWeights } from '../importance-weights.ts';
import { defineValidator } from '../validator.ts';

export const importanceWeighted = defineValidator({
  name: 'importance-weighted',
  paper: 'Sugiyama et al. 2007, Covariate Shift Adaptation by Importance Weighted Cross Validation',
  description:
    'Cross-entropy on held-out source images, each weighted with how much likelier its embedding is on the target; assumes that only the density of the embeddings shifts, and is noisy where few weights are large.',
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
  score: ({ classes, heldOutLogits, heldOutLabels, ...tables }) => {
    const losses_N = crossEntropyPerExample(heldOutLogits, heldOutLabels, classes);
    const weights_N = importanceWeights(tables);
    return mean([...weights_N].map((weight, row) => weight * (losses_N[row] as number)));
  },
});
