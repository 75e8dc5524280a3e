import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { Precision } from './precision.ts';

/** A 3×3 convolution, stride 1, padding 1, with bias, then LeakyReLU (slope 0 is ReLU, slope 1 is no activation). */
export interface ConvolutionLayer {
  readonly kind: 'convolution';
  readonly name: string;
  /** [3, 3, channels in, channels out] */
  readonly kernel: Tensor4D;
  readonly bias: Tensor1D;
  readonly negativeSlope: number;
  /** False: no gradient is computed for kernel and bias. */
  readonly trainable: boolean;
}

/** Batch normalisation over batch, height and width (Ioffe and Szegedy 2015), then LeakyReLU. */
export interface BatchNormLayer {
  readonly kind: 'batch-norm';
  readonly name: string;
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
  readonly movingMean: Tensor1D;
  readonly movingVariance: Tensor1D;
  /** Default 1e-5, PyTorch's. */
  readonly epsilon?: number;
  readonly negativeSlope: number;
  /** False: no gradient is computed for scale and offset. */
  readonly trainable: boolean;
  /** Normalise by the batch's own statistics (training) or by the moving ones (inference, frozen layers). */
  readonly statistics: 'batch' | 'moving';
  /**
   * Hears the batch's mean and its variance with n − 1, as PyTorch keeps them, where `statistics` is `batch`. The tensors
   * live until the call returns; nothing moves unless this moves it (see `updateMovingStatistics`).
   */
  readonly onStatistics?: (mean: Tensor1D, variance: Tensor1D) => void;
}

/** The largest of each 2×2 square, stride 2; an odd last row or column is dropped. */
export interface MaxPoolLayer {
  readonly kind: 'max-pool';
  readonly name: string;
}

export type StackLayer = ConvolutionLayer | BatchNormLayer | MaxPoolLayer;

export const defaultEpsilon = 1e-5;

/** The parameters of a layer in the order in which gradients come back. */
export function layerParameters(layer: StackLayer): readonly (Tensor4D | Tensor1D)[] {
  if (layer.kind === 'convolution') return [layer.kernel, layer.bias];
  if (layer.kind === 'batch-norm') return [layer.scale, layer.offset];
  return [];
}

/** Every tensor of a layer, its parameters first. */
export function layerTensors(layer: StackLayer): readonly (Tensor4D | Tensor1D)[] {
  if (layer.kind !== 'batch-norm') return layerParameters(layer);
  return [...layerParameters(layer), layer.movingMean, layer.movingVariance];
}

export function isTrainable(layer: StackLayer): boolean {
  return layer.kind !== 'max-pool' && layer.trainable;
}

/** How `convolutionStack` computes. */
export interface ConvolutionStackOptions {
  /** False: the input is a constant, and the gradient with respect to it is not computed. Default: true. */
  readonly differentiateInput?: boolean;
  /**
   * `'bfloat16'`: maps and products in half the memory, with about 3 significant digits; input, parameters, output and
   * gradients stay float32. Only on the native engine; see `choosePrecision` for where it is fast. Default: `'float32'`.
   */
  readonly precision?: Precision;
  /**
   * Names of the layers that begin a block. Gradient checkpointing by block (Chen et al. 2016): only what goes into each
   * block is kept for the backward pass, which computes the rest again: less memory, about a third more time, the same
   * numbers. Default: none, everything is kept; without effect on the fall-backs.
   */
  readonly recompute?: readonly string[];
}
