export { describeEngine, type EngineDescription } from './backend/describe-engine.ts';
export { deviceChoices, type Device, type DeviceChoice } from './backend/device-choice.ts';
export type { EngineInfo, EngineName } from './backend/engine-info.ts';
export { currentEngine } from './backend/engine-state.ts';
export { estimateSlowdown, slowEngineNotice, type EngineWork } from './backend/slow-engine.ts';
export { threadCount } from './backend/thread-count.ts';
export { startEngine, type StartEngineOptions } from './backend/start-engine.ts';
export { canTrainConvolutions } from './backend/training-ability.ts';
export { clipByGlobalNorm, globalNorm } from './gradients/clip-by-global-norm.ts';
export { explainEngineError } from './gradients/explain-engine-error.ts';
export type { Gradients, Parameters } from './gradients/parameters.ts';
export { valueAndGradients, type LossWithAuxiliary, type ValueAndGradients } from './gradients/value-and-gradients.ts';
export {
  installEngine,
  type InstalledEngine,
  type InstallEngineOptions,
  type InstallStage,
} from './install/install-engine.ts';
export { countNativeTensors, countTensors, withScope } from './memory/scope.ts';
export { executeOp, type AttributeValue } from './ops/execute-op.ts';
export { updateMovingStatistics } from './ops/moving-statistics.ts';
export { reverseGradient } from './ops/reverse-gradient.ts';
export { relu, type Activation } from './ops/stack/activation.ts';
export { convolutionStack } from './ops/stack/convolution-stack.ts';
export { bfloat16Problem, choosePrecision, type Precision } from './ops/stack/precision.ts';
export { describeRows, withInner, type DescribedRow } from './ops/stack/describe-rows.ts';
export type { Layer, MapShape, RowParameter, Statistics } from './ops/stack/layer.ts';
export type * from './ops/stack/rows.ts';
export type { ConvolutionStackOptions } from './ops/stack/stack-options.ts';
export type { Padding } from './ops/stack/window.ts';
export { stopGradient } from './ops/stop-gradient.ts';
export { createOptimiser } from './optimisers/create-optimiser.ts';
export type { AdamOptions, Optimiser, OptimiserOptions, SgdOptions } from './optimisers/optimiser.ts';
export {
  profileKernels,
  type KernelProfile,
  type KernelTime,
  type ProfileRecording,
} from './profile/profile-kernels.ts';
export { randomMask, randomNormal, randomUniform } from './random/random-tensors.ts';
export { dannWeight } from './schedules/dann-weight.ts';
export { createSchedule, type Schedule, type ScheduleOptions } from './schedules/schedule.ts';
export { tf } from './tf.ts';
export type * from './tensor-types.ts';
