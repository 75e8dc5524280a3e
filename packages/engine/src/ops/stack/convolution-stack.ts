import type { Tensor4D } from '@tensorflow/tfjs';
import { engineState } from '../../backend/engine-state.ts';
import { stopGradient } from '../stop-gradient.ts';
import { checkStack } from './check-stack.ts';
import { nativeStack } from './native-stack.ts';
import { plainStack } from './plain-stack.ts';
import type { ConvolutionStackOptions, StackLayer } from './stack-layer.ts';

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
