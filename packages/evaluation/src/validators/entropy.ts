import { meanEntropy } from '../prediction-entropy.ts';
import { softmax } from '../softmax.ts';
import { defineValidator } from '../validator.ts';

export const entropy = defineValidator({
  name: 'entropy',
  paper: 'Morerio et al. 2018, Minimal-Entropy Correlation Alignment for Unsupervised Deep Domain Adaptation',
  description:
    'Mean entropy of the predictions on the target, in nats; assumes that being sure means being right, and prefers a model that is sure of one class for everything.',
  reads: ['classes', 'targetTrainLogits'],
  better: 'lower',
  score: ({ classes, targetTrainLogits }) => meanEntropy(softmax(targetTrainLogits, classes), classes),
});
