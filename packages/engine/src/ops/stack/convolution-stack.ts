import type { Tensor4D } from '@tensorflow/tfjs';
import { engineState } from '../../backend/engine-state.ts';
import { stopGradient } from '../stop-gradient.ts';
import { checkStack } from './check-stack.ts';
import { nativeStack } from './native-stack.ts';
import { plainStack } from './plain-stack.ts';
import type { Precision } from './precision.ts';
import type { StackLayer } from './stack-layer.ts';

/** Options of {@link convolutionStack}. */
export interface ConvolutionStackOptions {
  /** False: the input is a constant, and the gradient with respect to it is not computed. Default: true. */
  readonly differentiateInput?: boolean;
  /**
   * `'bfloat16'`: maps and products in half the memory, with about 3 significant digits; input, parameters, output and
   * gradients stay float32. Only on the native engine; see `choosePrecision` for where it is fast. Default: `'float32'`.
   */
  readonly precision?: Precision;
  /**
   * Gradient checkpointing by block (Chen et al. 2016): only what goes into each block (a pooling ends one) is kept for
   * the backward pass, which computes the rest again: less memory, about a third more time, the same numbers. Default:
   * false; without effect on the fall-backs.
   */
  readonly recompute?: boolean;
}

/**
 * Runs layers one after another, `[B, H, W, C]` → `[B, H', W', C']`, as one differentiable operation. On the native engine
 * it calls TensorFlow's kernels and their gradients itself and frees each intermediate as soon as it is not needed; below
 * the lowest trainable layer nothing is kept and no gradient computed, and outside of gradients nothing is kept at all.
 * On the fall-backs the same numbers come from plain ops. Gradients of first order only: the native one cannot be
 * differentiated twice.
 *
 * Throws `TL_BAD_SHAPE`, and `TL_ENGINE_CANNOT_TRAIN` where the engine has no gradient of a convolution (wasm).
 */
export function convolutionStack(
  input_BHWC: Tensor4D,
  layers: readonly StackLayer[],
  options: ConvolutionStackOptions = {},
): Tensor4D {
  const differentiateInput = options.differentiateInput ?? true;
  checkStack(input_BHWC, layers);
  if (layers.length === 0) return differentiateInput ? input_BHWC.clone() : stopGradient(input_BHWC);
  const { native } = engineState;
  if (native) return nativeStack(native, input_BHWC, layers, options);
  return plainStack(input_BHWC, layers, differentiateInput);
}
