import { isSealed, type Images, type SealedImages } from '@trunkline/data';
import { openSealedIds, openSealedLabels } from '@trunkline/data/sealed';
import {
  oracleChoice,
  scoresOf,
  testScores,
  validatorChoice,
  type CheckpointScores,
  type CurvePoint,
  type OracleChoice,
  type RunResult,
  type TestScores,
  type Validator,
} from '@trunkline/evaluation';

/** What target labels say at the very end of a run, and nothing before. */
export interface FinalEvaluation {
  readonly validators: RunResult['validators'];
  /** Absent where the target has no labels. */
  readonly labelled?: {
    readonly targetTest: TestScores;
    readonly oracle: OracleChoice;
    readonly checkpoints: readonly CheckpointScores[];
    readonly targetLabels: Int32Array;
    readonly targetIds: readonly string[];
  };
}

/**
 * Opens the sealed labels of the target's test images, once: scores of the selected checkpoint, and what every validator
 * and the oracle would have chosen among the candidates. A target without labels leaves the validators' own choices.
 */
export function finalEvaluation(
  targetTest: SealedImages | Images,
  selectedLogits: Float32Array,
  predictions: Readonly<Record<string, Int32Array>>,
  validators: readonly Validator[],
  scores: Readonly<Record<string, readonly CurvePoint[]>>,
): FinalEvaluation {
  const usable = validators.filter(({ name }) => scores[name]?.some(([, score]) => Number.isFinite(score)));
  const choices = (accuracies?: readonly CurvePoint[]): RunResult['validators'] =>
    usable.map((validator) => ({
      ...validatorChoice(validator, scoresOf(validator, scores), accuracies),
      ...(validator.combine && { ownScores: scores[validator.name] ?? [] }),
    }));
  if (!isSealed(targetTest)) return { validators: choices() };
  const labels = openSealedLabels(targetTest);
  const checkpoints = Object.entries(predictions)
    .map(([step, classes_N]) => ({
      step: Number(step),
      targetAccuracy: share(classes_N, labels),
      largestShare: largestShare(classes_N),
    }))
    .sort((first, second) => first.step - second.step);
  const accuracies = checkpoints.map(({ step, targetAccuracy }): CurvePoint => [step, targetAccuracy]);
  return {
    validators: choices(accuracies),
    labelled: {
      targetTest: testScores(selectedLogits, labels, targetTest.classNames),
      oracle: oracleChoice(accuracies),
      checkpoints,
      targetLabels: labels,
      targetIds: openSealedIds(targetTest),
    },
  };
}

function share(classes: Int32Array, labels: Int32Array): number {
  let right = 0;
  for (let index = 0; index < labels.length; index++) if (classes[index] === labels[index]) right++;
  return right / Math.max(1, labels.length);
}

/** Share of the pictures that were given the class that is predicted most. */
function largestShare(classes_N: Int32Array): number {
  const counts = new Map<number, number>();
  for (const one of classes_N) counts.set(one, (counts.get(one) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / Math.max(1, classes_N.length);
}
