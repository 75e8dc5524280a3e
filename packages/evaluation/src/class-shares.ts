import { rowCount } from './shapes.ts';
import { predictions } from './predictions.ts';

/** How often each class is there among labels, as shares that sum to 1, `[K]`. */
export function classShares(labels_N: ArrayLike<number>, classes: number): Float64Array {
  const shares_K = new Float64Array(classes);
  for (let row = 0; row < labels_N.length; row += 1) {
    const label = labels_N[row] as number;
    shares_K[label] = (shares_K[label] as number) + 1 / labels_N.length;
  }
  return shares_K;
}

/**
 * Whether predictions have collapsed onto few classes, judged by the shares that labelled images have: fewer than half of
 * the classes that are there among the labels are predicted (of as many as the rows could show), or one class has more
 * than halfway from the largest labelled share to 1.
 *
 * @param logits_NK row-major `[N, K]`
 */
export function hasCollapsed(logits_NK: ArrayLike<number>, labels_N: ArrayLike<number>, classes: number): boolean {
  const predicted_K = classShares(predictions(logits_NK, classes), classes);
  const labelled_K = classShares(labels_N, classes);
  const present = labelled_K.filter((share) => share > 0).length;
  const could = Math.min(present, rowCount(logits_NK, classes, 'hasCollapsed'));
  const shown = predicted_K.filter((share) => share > 0).length;
  return shown < could / 2 || Math.max(...predicted_K) > (1 + Math.max(...labelled_K)) / 2;
}
