export { betaQuantile } from './beta-quantile.ts';
export { accuracy } from './accuracy.ts';
export { calibrationBins, expectedCalibrationError, type CalibrationBin } from './calibration.ts';
export { adaptationEvidence, chooseThreshold, pointsLost, type GuardCase, type ValidatorEvidence } from './guard.ts';
export { chooseTrial } from './choose-trial.ts';
export { compareWith } from './compare-with.ts';
export { confusionMatrix } from './confusion-matrix.ts';
export { holm, type HolmOutcome } from './holm.ts';
export { jointUmap, type UmapOptions } from './joint-umap.ts';
export { macroAccuracy } from './macro-accuracy.ts';
export { meanInterval } from './mean-interval.ts';
export { pairedDifference } from './paired-difference.ts';
export { perClassAccuracy } from './per-class-accuracy.ts';
export { predictions } from './predictions.ts';
export type * from './results.ts';
export type { Role } from './role.ts';
export { chooseCheckpoint, oracleChoice, validatorChoice } from './selection.ts';
export { rankCorrelation } from './rank-correlation.ts';
export { rankRows, type RankedRows } from './rank-rows.ts';
export { contenders, scoresOf, withMembers } from './combined-scores.ts';
export { softmax } from './softmax.ts';
export { studentTQuantile, studentTTwoSided } from './student-t.ts';
export { summarise, type SummariseOptions } from './summarise.ts';
export { isTestedResult, isTestedRow } from './tested.ts';
export { testScores } from './test-scores.ts';
export { findValidator, registerValidator, validators } from './validator-registry.ts';
export type { Tables } from './tables.ts';
export { weightsOf } from './weights-of.ts';
export {
  defineValidator,
  inputsOf,
  judges,
  mixShare,
  readsSource,
  type Combine,
  type HeldOutNeed,
  type HeldOutSide,
  type MemberScores,
  type Validator,
  type ValidatorInput,
  type ValidatorInputs,
} from './validator.ts';
