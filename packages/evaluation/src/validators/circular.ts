import { predictions } from '../predictions.ts';
import { ridgePredictions } from '../ridge-classifier.ts';
import { shareEqual } from '../share-equal.ts';
import { defineValidator } from '../validator.ts';

export const circular = defineValidator({
  name: 'circular',
  paper:
    'Bruzzone and Marconcini 2010, Domain Adaptation Problems: A DASVM Classification Technique and a Circular Validation Strategy; Ganin et al. 2016 (reverse validation)',
  description:
    'Accuracy on held-out source images of a ridge classifier that learnt the target’s embeddings with their predicted classes; assumes that wrong classes on the way there spoil the way back. The papers train the whole method backwards, which costs a run at each checkpoint.',
  reads: [
    'classes',
    'embeddingWidth',
    'targetTrainLogits',
    'targetTrainEmbeddings',
    'heldOutEmbeddings',
    'heldOutLabels',
  ],
  heldOut: 'source',
  better: 'higher',
  score: ({ classes, embeddingWidth, targetTrainLogits, targetTrainEmbeddings, heldOutEmbeddings, heldOutLabels }) => {
    const shape = { classes, width: embeddingWidth };
    const pseudoLabels_N = predictions(targetTrainLogits, classes);
    return shareEqual(ridgePredictions(targetTrainEmbeddings, pseudoLabels_N, heldOutEmbeddings, shape), heldOutLabels);
  },
});
