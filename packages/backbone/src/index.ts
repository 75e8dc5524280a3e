export type { ApplyOptions } from './apply-layers.ts';
export { classActivationMap, gradientClassActivationMap } from './class-activation-map.ts';
export { costOf, type Cost, type CostOptions, type LayerCost } from './cost.ts';
export { forward, type ForwardOutputs, type HeadLike } from './forward.ts';
export type {
  BatchNormLayer,
  ConvolutionLayer,
  Layer,
  LayerName,
  MaxPoolLayer,
  ParameterSpecification,
} from './layer.ts';
export { defaultPreprocessing, preprocess, type Preprocessing } from './preprocess.ts';
export type { ElementArray, ElementType, RawTensor } from './readers/raw-tensor.ts';
export { toFloat32 } from './readers/raw-tensor.ts';
export {
  encodeSafetensors,
  openSafetensors,
  readSafetensors,
  writeSafetensors,
  type Safetensors,
  type SafetensorsEntry,
  type SafetensorsFile,
  type TensorToWrite,
} from './readers/safetensors.ts';
export {
  createTrunk,
  globalAveragePool,
  layerAfter,
  type LayerRange,
  type Trunk,
  type TrunkName,
  type TrunkOptions,
} from './trunk.ts';
