export { ActivationCache, type ActivationCacheOptions } from './inputs/activation-cache.ts';
export type { OnEvent, TrainingEvent } from './invocation/training-event.ts';
export { defineExperiment } from './experiment/define-experiment.ts';
export { loadExperiment, type LoadExperimentOptions } from './experiment/load-experiment.ts';
export { resolveExperiment, type ResolvedExperiment, type ResolvedMethod } from './experiment/resolve.ts';
export { experimentJsonSchema, experimentSchema, type Experiment } from './experiment/schema.ts';
export { enlarge, overlay } from './figures/heat.ts';
export { loadTrainedModel, type TrainedModel } from './model/load-trained-model.ts';
export type { ModelDescription } from './model/model-description.ts';
export { latestInvocationFolder, newInvocationFolder } from './invocation/invocation-folder.ts';
export { runExperiment, type RunExperimentOptions } from './invocation/run-experiment.ts';
export { loadPlugins } from './plugins/load-plugins.ts';
export type { Plugin } from './plugins/plugin.ts';
export { chooseWorkers, thisMachine, type Machine, type Workers } from './plan/choose-workers.ts';
export { countImages } from './plan/count-images.ts';
export {
  describePlan,
  planExperiment,
  type Plan,
  type PlannedRun,
  type PlannedStage,
  type PlanOptions,
} from './plan/plan.ts';
export { runTitle } from './plan/run-title.ts';
export { pretrain, type PretrainedWeights, type PretrainOptions } from './pretrain/pretrain.ts';
