export { ActivationCache, type ActivationCacheOptions } from './inputs/activation-cache.ts';
export type { OnEvent, TrainingEvent } from './invocation/training-event.ts';
export { defineExperiment } from './experiment/define-experiment.ts';
export { explainOverrides, loadExperiment, type LoadExperimentOptions } from './experiment/load-experiment.ts';
export { resolveExperiment, type ResolvedExperiment, type ResolvedMethod } from './experiment/resolve.ts';
export { augmentationSchema, experimentJsonSchema, jsonSchemaOf, type JsonSchema } from './experiment/json-schema.ts';
export { experimentSchema, type Experiment } from './experiment/schema.ts';
export { enlarge, overlay } from './figures/heat.ts';
export { loadTrainedModel, type TrainedModel } from './model/load-trained-model.ts';
export type { ModelDescription } from './model/model-description.ts';
export {
  latestInvocation,
  newInvocationFolder,
  resumedInvocationFolder,
  writeLatest,
} from './invocation/invocation-folder.ts';
export { isInvocationName, liesInside, listInvocations } from './invocation/list-invocations.ts';
export type { InvocationEntry, InvocationState } from './invocation/list-invocations.ts';
export { checkPlan } from './invocation/check-plan.ts';
export { runExperiment, type RunExperimentOptions } from './invocation/run-experiment.ts';
export { loadPlugins } from './plugins/load-plugins.ts';
export type { Plugin } from './plugins/plugin.ts';
export { chooseWorkers, thisMachine, type Machine, type Workers } from './plan/choose-workers.ts';
export { countImages, outlineDomains } from './plan/count-images.ts';
export { describePlan, secondsUntilDone } from './plan/describe-plan.ts';
export { planExperiment, type Plan, type PlannedRun, type PlanOptions } from './plan/plan.ts';
export { PriceBook } from './prices/price-book.ts';
export type { PlannedStage } from './plan/plan-row.ts';
export { readPredictions, type PartPredictions, type PicturePredictions } from './run/picture-predictions.ts';
export { runTitle } from './plan/run-title.ts';
export { checkPretraining } from './pretrain/check-pretraining.ts';
export { pretrain, type PretrainedWeights, type PretrainOptions } from './pretrain/pretrain.ts';
