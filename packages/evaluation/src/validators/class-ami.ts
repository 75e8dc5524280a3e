import { createRandom } from '@trunkline/system';
import { adjustedMutualInformation } from '../adjusted-mutual-information.ts';
import { kMeans } from '../k-means.ts';
import { predictions } from '../predictions.ts';
import { defineValidator } from '../validator.ts';

/** Starts of k-means, of which the one that fits best counts. */
const starts = 3;

export const classAmi = defineValidator({
  name: 'class-ami',
  paper: 'Musgrave et al. 2022, Benchmarking Validation Methods for Unsupervised Domain Adaptation (ClassAMI)',
  description:
    'Adjusted mutual information of the predicted classes on the target with a clustering of its embeddings into K parts (k-means); assumes that classes are clusters. 0 where one class is predicted for everything.',
  reads: ['classes', 'embeddingWidth', 'targetTrainLogits', 'targetTrainEmbeddings'],
  better: 'higher',
  score: ({ classes, embeddingWidth, targetTrainLogits, targetTrainEmbeddings }) => {
    const random = createRandom(0).fork('class-ami');
    const { clusters_N } = kMeans(targetTrainEmbeddings, embeddingWidth, classes, random, starts);
    return adjustedMutualInformation(predictions(targetTrainLogits, classes), clusters_N);
  },
});
