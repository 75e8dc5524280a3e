import { isSealed, type Images, type SealedImages } from '@trunkline/data';
import { openSealedIds, openSealedLabels } from '@trunkline/data/sealed';
import {
  oracleChoice,
  testScores,
  validatorChoice,
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
    usable.map((validator) => validatorChoice(validator, scores[validator.name] ?? [], accuracies));
  if (!isSealed(targetTest)) return { validators: choices() };
  const labels = openSealedLabels(targetTest);
  const accuracies = Object.entries(predictions)
    .map(([step, classes]): CurvePoint => [Number(step), share(classes, labels)])
    .sort((first, second) => first[0] - second[0]);
  return {
    validators: choices(accuracies),
    labelled: {
      targetTest: testScores(selectedLogits, labels, targetTest.classNames),
      oracle: oracleChoice(accuracies),
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
