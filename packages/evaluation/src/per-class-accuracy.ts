import { confusionMatrix } from './confusion-matrix.ts';

/** Accuracy within each true class (its recall), `[K]`; NaN (`null` in JSON) for a class without a single example. */
export function perClassAccuracy(logits_NK: ArrayLike<number>, labels_N: ArrayLike<number>, classes: number): number[] {
  return confusionMatrix(logits_NK, labels_N, classes).map((counts_K, k) => {
    const examples = counts_K.reduce((sum, count) => sum + count, 0);
    return examples === 0 ? NaN : (counts_K[k] as number) / examples;
  });
}
