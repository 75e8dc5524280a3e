import { TrunklineError } from '@trunkline/system';
import type { CurvePoint, OracleChoice, ValidatorChoice } from './results.ts';
import type { Validator } from './validator.ts';

/**
 * The checkpoint that a rule chooses from its scores: the best finite one, the earliest of equals.
 *
 * @throws TrunklineError `TL_NO_FINITE_SCORE` when there is none
 */
export function chooseCheckpoint(scores: readonly CurvePoint[], better: 'higher' | 'lower', rule = 'rule'): CurvePoint {
  const sign = better === 'higher' ? 1 : -1;
  let best: CurvePoint | undefined;
  for (const point of scores) {
    if (Number.isFinite(point[1]) && (best === undefined || sign * point[1] > sign * best[1])) best = point;
  }
  if (best === undefined) {
    throw new TrunklineError(
      'TL_NO_FINITE_SCORE',
      `The ${rule} has no finite score among ${scores.length} checkpoints.`,
      {
        hint: 'Training diverged, or nothing was evaluated: lower the learning rate, or evaluate more often.',
      },
    );
  }
  return best;
}

/** What target labels would have chosen, from the target test accuracy of every checkpoint: reported, never used. */
export function oracleChoice(targetAccuracies: readonly CurvePoint[]): OracleChoice {
  const [step, targetAccuracy] = chooseCheckpoint(targetAccuracies, 'higher', 'oracle');
  return { step, targetAccuracy };
}

/**
 * What a validator chose among the checkpoints, with its regret against the oracle where target labels are known.
 *
 * @param scores the validator's score of every checkpoint
 * @param targetAccuracies the target test accuracy of every checkpoint, opened after training; none without labels
 */
export function validatorChoice(
  validator: Validator,
  scores: readonly CurvePoint[],
  targetAccuracies?: readonly CurvePoint[],
): ValidatorChoice {
  const { name, better } = validator;
  const [chosenStep] = chooseCheckpoint(scores, better, `validator ${name}`);
  if (targetAccuracies === undefined) return { validator: name, better, scores, chosenStep };
  const chosen = targetAccuracies.find(([step]) => step === chosenStep);
  if (chosen === undefined) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `No target accuracy is given for step ${chosenStep}, which ${name} chose.`,
      { hint: 'Give the accuracy of every step that has a score.' },
    );
  }
  const regret = Math.max(0, oracleChoice(targetAccuracies).targetAccuracy - chosen[1]);
  return { validator: name, better, scores, chosenStep, targetAccuracy: chosen[1], regret };
}
