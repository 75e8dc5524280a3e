import { classShares } from '../class-shares.ts';
import { meanEntropy, meanPrediction } from '../prediction-entropy.ts';
import { softmax } from '../softmax.ts';
import { defineValidator } from '../validator.ts';

export const correctedEntropy = defineValidator({
  name: 'corrected-entropy',
  paper:
    'Morerio et al. 2018 (entropy), with the balance term of Shi and Sha 2012 taken against the labelled class shares; no definition under this name was found to check against',
  description:
    'Mean entropy of the predictions on the target plus the divergence of the mean prediction from the class shares of held-out images, in nats; assumes that the target’s classes are as frequent as those.',
  reads: ['classes', 'targetTrainLogits', 'heldOutLabels'],
  heldOut: 'any',
  better: 'lower',
  score: ({ classes, targetTrainLogits, heldOutLabels }) => {
    const probabilities_NK = softmax(targetTrainLogits, classes);
    const shares_K = smoothed(classShares(heldOutLabels, classes), heldOutLabels.length);
    return meanEntropy(probabilities_NK, classes) + divergence(meanPrediction(probabilities_NK, classes), shares_K);
  },
});

/** Shares as if each class had been seen once more (Laplace): a class that is not among few labels is not impossible. */
function smoothed(shares_K: Float64Array, count: number): Float64Array {
  return shares_K.map((share) => (share * count + 1) / (count + shares_K.length));
}

/** KL(p ‖ q) in nats; q is positive everywhere. */
function divergence(p_K: Float64Array, q_K: Float64Array): number {
  return p_K.reduce((sum, p, k) => sum + (p === 0 ? 0 : p * Math.log(p / (q_K[k] as number))), 0);
}
