import { predictions } from './predictions.ts';
import { checkLabels } from './shapes.ts';

/** Fraction of rows whose largest logit is the label's, in [0, 1]. */
export function accuracy(logits_NK: ArrayLike<number>, labels_N: ArrayLike<number>, classes: number): number {
  const predicted_N = predictions(logits_NK, classes);
  checkLabels(labels_N, predicted_N.length, classes, 'accuracy');
  return predicted_N.filter((predicted, row) => predicted === labels_N[row]).length / predicted_N.length;
}
