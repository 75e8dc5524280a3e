export { classActivationMap, gradientClassActivationMap } from './class-activation-map.ts';
export { cutDepth, cutName, cutShape, type Cut } from './cut.ts';
export { costOf, type Cost, type CostOptions, type LayerCost } from './cost.ts';
export { defineTrunk, type AnyTrunkDefinition, type TrunkDefinition } from './define-trunk.ts';
export type { Block, LayerName, ParameterSpecification } from './layer.ts';
export { scaledChannels } from './scaled-channels.ts';
export { findTrunk, registerTrunk, trunks } from './trunk-registry.ts';
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
  type ApplyOptions,
  type LayerRange,
  type Trunk,
  type TrunkBlock,
  type TrunkOptions,
} from './trunk.ts';
export { slopeWarning } from './slope-warning.ts';
export { convertWeights, type Conversion } from './weights/convert-weights.ts';
export { findWeightSet, registerWeightSet, weightSets } from './weights/find-weight-set.ts';
export { inspectWeights, type InspectedTensor, type Inspection } from './weights/inspect-weights.ts';
export { listWeightSets, type WeightSetSummary } from './weights/list-weight-sets.ts';
export {
  checkWeightName,
  loadWeights,
  weightSetPath,
  type LoadedWeights,
  type LoadOptions,
} from './weights/load-weights.ts';
export { pullWeights, type PulledWeights, type PullOptions } from './weights/pull-weights.ts';
export type { ParameterValue, ParameterValues } from './weights/trunk-weights.ts';
export { assignWeights, readVariables, toVariables } from './weights/variables.ts';
export { defineWeightSet, type WeightSet, type WeightSource } from './weights/weight-set.ts';
export type { WeightsCard } from './weights/weights-card.ts';
export type { WeightsFormat } from './weights/weights-format.ts';
export type { WeightsDescription } from './weights/weights-metadata.ts';
export { writeWeights } from './weights/write-weights.ts';
