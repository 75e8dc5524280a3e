export { currentEngine } from './backend/engine-state.ts';
export type { EngineInfo, EngineName } from './backend/engine-info.ts';
export { describeEngine, type EngineDescription } from './backend/describe-engine.ts';
export { startEngine, type StartEngineOptions } from './backend/start-engine.ts';
export {
  installEngine,
  type InstalledEngine,
  type InstallEngineOptions,
  type InstallStage,
} from './install/install-engine.ts';
export { countNativeTensors, countTensors, withScope } from './memory/scope.ts';
export { executeOp, type AttributeValue } from './ops/execute-op.ts';
export { createRandom, restoreRandom, type Random, type RandomState } from './random/random.ts';
export { randomMask, randomNormal, randomUniform } from './random/random-tensors.ts';
export { tf } from './tf.ts';
export type * from './tensor-types.ts';
