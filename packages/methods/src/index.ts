export {
  defineMethod,
  defineOracle,
  type LossContext,
  type LossTerms,
  type MethodDefinition,
  type MethodState,
  type SetupContext,
  type Stage,
  type StageProgress,
  type TypedMethod,
} from './define-method.ts';
export type { Family } from './generated/families.ts';
export { classConfusionLoss } from './losses/class-confusion.ts';
export { coralLoss, covariance } from './losses/coral.ts';
export { crossEntropyLoss, crossEntropyPerExample } from './losses/cross-entropy.ts';
export { domainAccuracy, domainAdversarialLoss } from './losses/domain-adversarial.ts';
export { createModel, type ForwardOptions, type Model } from './model.ts';
export { findMethod, methods } from './registry.ts';
export type { Batch, ModelInput, ModelOutput, OracleSight, Sight } from './sight.ts';
export { matchesPattern, resolveTrainable, type TrainableRule } from './trainable-rules.ts';
