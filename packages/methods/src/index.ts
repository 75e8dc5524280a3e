export { describeArchitecture, type Architecture } from './architecture.ts';
export type {
  Assignments,
  Context,
  Differentiate,
  ForwardRequest,
  LossGradients,
  LossTerms,
  StageProgress,
} from './context.ts';
export { createContext, type ContextParts, type MixedLabels } from './create-context.ts';
export {
  defineMethod,
  defineOracle,
  defineStagedMethod,
  type Candidate,
  type MethodDefinition,
  type TypedMethod,
} from './define-method.ts';
export type { Family } from './generated/families.ts';
export { classConfusionLoss } from './losses/class-confusion.ts';
export { classificationLoss, classificationPerExample, type ClassificationOptions } from './losses/classification.ts';
export { coralLoss, covariance } from './losses/coral.ts';
export { crossEntropyLoss, crossEntropyPerExample } from './losses/cross-entropy.ts';
export { domainAccuracy, domainAdversarialLoss } from './losses/domain-adversarial.ts';
export { createModel, requestedParameters, type ForwardOptions, type Model } from './model.ts';
export {
  copyOf,
  type Copy,
  headLike,
  valuesOf,
  type Module,
  type Modules,
  type NoModules,
  type OwnHead,
} from './module.ts';
export type { ModuleParameter } from './module-parameter.ts';
export type { Recipe } from './recipe.ts';
export { findMethod, methods, registerMethod } from './registry.ts';
export type {
  AnyBatch,
  Batch,
  BatchParts,
  ModelInput,
  ModelOutput,
  OracleParts,
  OracleSight,
  Sight,
  View,
} from './sight.ts';
export type { AnyPhase, Note, Phase, Refresh, Stage, StageDefinition } from './stage.ts';
export { sightsOf } from './sights-of.ts';
export { assignParameters, takeStep, type StepParts } from './take-step.ts';
export {
  matchesPattern,
  resolveTrainable,
  type Rate,
  type ResolvedRates,
  type TrainableRule,
} from './trainable-rules.ts';
