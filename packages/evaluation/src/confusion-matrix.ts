import { predictions } from './predictions.ts';
import { checkLabels } from './shapes.ts';

/** Counts `[K, K]`: rows are true classes, columns predicted ones. */
export function confusionMatrix(
  logits_NK: ArrayLike<number>,
  labels_N: ArrayLike<number>,
  classes: number,
): number[][] {
  const predicted_N = predictions(logits_NK, classes);
  checkLabels(labels_N, predicted_N.length, classes, 'confusionMatrix');
  const counts_KK = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < predicted_N.length; row += 1) {
    const counts_K = counts_KK[labels_N[row] as number] as number[];
    const column = predicted_N[row] as number;
    counts_K[column] = (counts_K[column] as number) + 1;
  }
  return counts_KK;
}
