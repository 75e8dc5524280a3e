import { perClassAccuracy } from './per-class-accuracy.ts';

/** Mean of the per-class accuracies over the classes that have examples (balanced accuracy), in [0, 1]. */
export function macroAccuracy(logits_NK: ArrayLike<number>, labels_N: ArrayLike<number>, classes: number): number {
  const present = perClassAccuracy(logits_NK, labels_N, classes).filter((value) => !Number.isNaN(value));
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}
