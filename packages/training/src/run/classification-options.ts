import type { ClassificationOptions } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import type { TrainingSettings } from '../experiment/resolve.ts';

/**
 * How a run learns from labels. Balanced weights are N / (K · count of the class), 0 for a class without images. Throws
 * `TL_EXPERIMENT_INVALID` for another number of weights than of classes.
 */
export function classificationOptions(
  { labelSmoothing, classWeights }: Pick<TrainingSettings, 'labelSmoothing' | 'classWeights'>,
  labels: Int32Array,
  classNames: readonly string[],
): ClassificationOptions {
  const weights = classWeights === 'balanced' ? balanced(labels, classNames.length) : classWeights;
  if (weights && weights.length !== classNames.length) {
    throw new TrunklineError(
      'TL_EXPERIMENT_INVALID',
      `training.classWeights has ${weights.length} weights; there are ${classNames.length} classes: ${classNames.join(', ')}.`,
      { hint: 'Give one weight for each class in this order, or "balanced".', exitStatus: 2 },
    );
  }
  return {
    ...(labelSmoothing !== undefined && { labelSmoothing }),
    ...(weights && { classWeights: weights }),
  };
}

function balanced(labels: Int32Array, classes: number): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.map((count) => (count === 0 ? 0 : labels.length / (classes * count)));
}
