export { affineParameters } from './affine-parameters.ts';
export { describeArchitecture, type Architecture } from './architecture.ts';
export { correlationAlignment } from './closed-forms/correlation-alignment.ts';
export {
  type ImportanceSettings,
  type ImportanceWeights,
  importanceWeights,
} from './closed-forms/importance-weights.ts';
export { blackBoxShift, type LabelShift, maximumLikelihoodShift } from './closed-forms/label-shift.ts';
export { laplacianAssignments, nearestRows } from './closed-forms/laplacian-assignment.ts';
export { transported, type TransportSettings } from './closed-forms/optimal-transport.ts';
export { type Standardisation, standardisationOf, standardise } from './closed-forms/standardisation.ts';
export { type AlignedSubspaces, alignSubspaces } from './closed-forms/subspace-alignment.ts';
export {
  type TransferComponents,
  transferComponents,
  type TransferKernel,
} from './closed-forms/transfer-components.ts';
export { chainMethods, type Link } from './chain-methods.ts';
export type {
  Assignments,
  Context,
  Differentiate,
  ForwardRequest,
  LossGradients,
  LossTerms,
  StageProgress,
} from './context.ts';
export { costOf } from './cost-of.ts';
export { createContext, type ContextParts, type MixedLabels } from './create-context.ts';
export {
  defineMethod,
  defineOracle,
  defineStagedMethod,
  type Candidate,
  type MethodDefinition,
  type TypedMethod,
} from './define-method.ts';
export { defineTermMethod, type TermMethod } from './define-term-method.ts';
export type { Family } from './generated/families.ts';
export { centroidLabels } from './losses/centroid-labels.ts';
export { classDiscrepancyLoss } from './losses/class-discrepancy.ts';
export { classConfusionLoss } from './losses/class-confusion.ts';
export { classWeights } from './losses/class-weights.ts';
export { classificationLoss, type ClassificationOptions, classificationPerExample } from './losses/classification.ts';
export { coralLoss, covariance } from './losses/coral.ts';
export { contrastLoss, unitRows } from './losses/contrast.ts';
export { coralOfDomainsLoss } from './losses/coral-of-domains.ts';
export { crossEntropyLoss, crossEntropyPerExample } from './losses/cross-entropy.ts';
export { discrepancyLoss } from './losses/discrepancy.ts';
export { distillationLoss } from './losses/distillation.ts';
export { deceptionLoss, domainAccuracy, domainAdversarialLoss } from './losses/domain-adversarial.ts';
export { diversity, entropyLoss, entropyPerExample, informationMaximisationLoss } from './losses/entropy.ts';
export { meanNorm, stepwiseNormLoss } from './losses/feature-norm.ts';
export { invariantRiskPenalty } from './losses/invariant-risk.ts';
export { jointCosts, type JointCostWeights, transportLoss } from './losses/joint-transport.ts';
export { mapDistanceLoss } from './losses/map-distance.ts';
export { reliableEntropyLoss, type ReliableExamples, reliableExamples } from './losses/reliable-entropy.ts';
export { type Disparity, marginDisparityLoss } from './losses/margin-disparity.ts';
export { kernelMatrix, type KernelLayer, maximumMeanDiscrepancyLoss } from './losses/maximum-mean-discrepancy.ts';
export { meanByDomain } from './losses/mean-by-domain.ts';
export { mixStatistics, partnersOfOtherDomains } from './losses/mix-statistics.ts';
export { certaintyWeights, multilinearMap, randomisedMultilinearMap } from './losses/multilinear.ts';
export { exactPlan, sinkhornPlan } from './losses/optimal-transport.ts';
export { reconstructionLoss, standardNormalDivergence } from './losses/reconstruction.ts';
export { robustEntropyLoss } from './losses/robust-entropy.ts';
export { sphericalClusters, type SphericalClusters } from './losses/spherical-clusters.ts';
export {
  batchNuclearNormLoss,
  largestSingularValuesLoss,
  singularValues,
  smallestSingularValuesLoss,
} from './losses/singular-values.ts';
export { squaredDistanceLoss, squaredNormLoss } from './losses/squared-distance.ts';
export { cycleLoss } from './losses/translation.ts';
export { unitRootMeanSquare } from './losses/unit-root-mean-square.ts';
export { weightedDomainAdversarialLoss } from './losses/weighted-domain-adversarial.ts';
export {
  type AffineMap,
  affineNotes,
  affineOf,
  answerOnMapped,
  learnOnMapped,
  type Mapping,
  needsEmbeddingHead,
} from './mapped-embeddings.ts';
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
export { needsOf, type Need } from './needs-of.ts';
export { findMethod, findTerm, methods, registerMethod, terms } from './registry.ts';
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
export type { Term, TermContext, TermLoss, TermOutputs } from './term.ts';
export {
  matchesPattern,
  resolveTrainable,
  type Rate,
  type ResolvedRates,
  type TrainableRule,
} from './trainable-rules.ts';
export { type AddedTerm, withTerms } from './with-terms.ts';
