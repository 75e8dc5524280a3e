import type { SealedImages } from '@trunkline/data';
import { openSealedLabels } from '@trunkline/data/sealed';
import {
  oracleChoice,
  testScores,
  validatorChoice,
  type CurvePoint,
  type RunResult,
  type TestScores,
  type Validator,
} from '@trunkline/evaluation';

/** What target labels say at the very end of a run, and nothing before. */
export interface FinalEvaluation {
  readonly targetTest: TestScores;
  readonly validators: RunResult['validators'];
  readonly oracle: RunResult['oracle'];
  readonly targetLabels: Int32Array;
}

/**
 * Opens the sealed labels of the target's test images, once: scores of the selected checkpoint, and what every validator
 * and the oracle would have chosen among the candidates.
 */
export function finalEvaluation(
  targetTest: SealedImages,
  selectedLogits: Float32Array,
  predictions: Readonly<Record<string, Int32Array>>,
  validators: readonly Validator[],
  scores: Readonly<Record<string, readonly CurvePoint[]>>,
): FinalEvaluation {
  const labels = openSealedLabels(targetTest);
  const accuracies = Object.entries(predictions)
    .map(([step, classes]): CurvePoint => [Number(step), share(classes, labels)])
    .sort((first, second) => first[0] - second[0]);
  const usable = validators.filter(({ name }) => scores[name]?.some(([, score]) => Number.isFinite(score)));
  return {
    targetTest: testScores(selectedLogits, labels, targetTest.classNames),
    validators: usable.map((validator) => validatorChoice(validator, scores[validator.name] ?? [], accuracies)),
    oracle: oracleChoice(accuracies),
    targetLabels: labels,
  };
}

function share(classes: Int32Array, labels: Int32Array): number {
  let right = 0;
  for (let index = 0; index < labels.length; index++) if (classes[index] === labels[index]) right++;
  return right / Math.max(1, labels.length);
}
