import { crossEntropyPerExample } from '../cross-entropy.ts';
import { deepEmbeddedRisk } from '../deep-embedded-validation.ts';
import { importanceWeights } from '../importance-weights.ts';
import { defineValidator } from '../validator.ts';

export const dev = defineValidator({
  name: 'dev',
  paper: 'You et al. 2019, Towards Accurate Model Selection in Deep Unsupervised Domain Adaptation',
  description:
    'Deep embedded validation: cross-entropy on held-out source images weighted by density ratio, less what a control variate says of the weights’ error; assumes that only the density of the embeddings shifts.',
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
    deepEmbeddedRisk(importanceWeights(tables), crossEntropyPerExample(heldOutLogits, heldOutLabels, classes)),
});
