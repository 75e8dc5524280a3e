import { entropyOf, meanEntropy, meanPrediction } from '../prediction-entropy.ts';
import { softmax } from '../softmax.ts';
import { defineValidator } from '../validator.ts';

export const infoMax = defineValidator({
  name: 'info-max',
  paper: 'Shi and Sha 2012, Information-Theoretical Learning of Discriminative Clusters; Musgrave et al. 2022',
  description:
    'H(mean p) − mean H(p) over target predictions, in nats: predictions that are certain and spread; assumes near-uniform classes.',
  reads: ['classes', 'targetTrainLogits'],
  better: 'higher',
  score: ({ classes, targetTrainLogits }) => informationMaximisation(targetTrainLogits, classes),
});

/** Mutual information of image and predicted class, in nats, from 0 to log K: H(mean p) − mean H(p). */
function informationMaximisation(logits_NK: Float32Array, classes: number): number {
  const probabilities_NK = softmax(logits_NK, classes);
  return entropyOf(meanPrediction(probabilities_NK, classes)) - meanEntropy(probabilities_NK, classes);
}
