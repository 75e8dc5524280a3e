import { createRandom } from '@trunkline/system';
import { ridgePredictions } from '../ridge-classifier.ts';
import { shareEqual } from '../share-equal.ts';
import { defineValidator } from '../validator.ts';

export const agreement = defineValidator({
  name: 'agreement',
  paper: 'Jiang et al. 2022, Assessing Generalization of SGD via Disagreement; Baek et al. 2022, Agreement-on-the-Line',
  description:
    'Share of target images that two ridge classifiers, each fitted to one half of the source’s training embeddings, give the same class; assumes that what the source does not settle on the target shows in that choice. The papers train two networks; here only the heads differ.',
  reads: ['classes', 'embeddingWidth', 'sourceTrainEmbeddings', 'sourceTrainLabels', 'targetTrainEmbeddings'],
  better: 'higher',
  score: ({ classes, embeddingWidth, sourceTrainEmbeddings, sourceTrainLabels, targetTrainEmbeddings }) => {
    const order = createRandom(0).fork('agreement').permutation(sourceTrainLabels.length);
    const middle = Math.ceil(order.length / 2);
    const [first_N, second_N] = [order.slice(0, middle), order.slice(middle)].map((rows) =>
      rows.length === 0
        ? undefined
        : ridgePredictions(
            rowsOf(sourceTrainEmbeddings, rows, embeddingWidth),
            rows.map((row) => sourceTrainLabels[row] as number),
            targetTrainEmbeddings,
            { classes, width: embeddingWidth },
          ),
    );
    return first_N && second_N ? shareEqual(first_N, second_N) : NaN;
  },
});

function rowsOf(values_ND: Float32Array, rows: Int32Array, width: number): Float32Array {
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, place) => chosen.set(values_ND.subarray(row * width, (row + 1) * width), place * width));
  return chosen;
}
