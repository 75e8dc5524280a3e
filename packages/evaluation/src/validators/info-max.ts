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
  const rows = probabilities_NK.length / classes;
  const mean_K = new Float64Array(classes);
  let entropySum = 0;
  probabilities_NK.forEach((probability, index) => {
    const k = index % classes;
    mean_K[k] = (mean_K[k] as number) + probability / rows;
    entropySum += entropyTerm(probability);
  });
  return mean_K.reduce((sum, probability) => sum + entropyTerm(probability), 0) - entropySum / rows;
}

function entropyTerm(probability: number): number {
  return probability > 0 ? -probability * Math.log(probability) : 0;
}
