import type { Tensor, Tensor4D } from '../../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { engineState } from '../../backend/engine-state.ts';
import { stopGradient } from '../stop-gradient.ts';
import { bindRows } from './bind-rows.ts';
import { describeRows } from './describe-rows.ts';
import type { Layer } from './layer.ts';
import { nativeStack } from './native-stack.ts';
import { plainStack } from './plain-stack.ts';
import type { ConvolutionStackOptions } from './stack-options.ts';

/**
 * Runs rows of layers one after another, `[B, H, W, C]` → `[B, H', W', C']`, as one differentiable operation. `parameters`
 * are found by the rows' names: `<row>/kernel`. On the native engine it calls TensorFlow's kernels and their gradients
 * itself and frees each intermediate as soon as it is not needed; below the lowest trainable row nothing is kept and no
 * gradient computed, and outside of gradients nothing is kept at all. On the fall-backs the same numbers come from plain
 * ops. Gradients of first order only: the native one cannot be differentiated twice.
 *
 * Throws `TL_BAD_SHAPE`, `TL_IMAGE_TOO_SMALL`, `TL_PARAMETER_MISSING`, `TL_LAYER_KIND_UNKNOWN`, and
 * `TL_ENGINE_CANNOT_TRAIN` where the engine has no gradient of a convolution (wasm).
 */
export function convolutionStack(
  input_BHWC: Tensor4D,
  layers: readonly Layer[],
  parameters: Readonly<Record<string, Tensor>>,
  options: ConvolutionStackOptions = {},
): Tensor4D {
  const differentiateInput = options.differentiateInput ?? true;
  const shape: readonly number[] = input_BHWC.shape;
  if (shape.length !== 4) {
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `The input has shape [${shape.join(', ')}], expected [batch, height, width, channels].`,
      { hint: 'Add a batch axis.', exitStatus: 2 },
    );
  }
  const [, height, width, channels] = input_BHWC.shape;
  const rows = bindRows(describeRows(layers, [height, width, channels]), parameters, options);
  if (rows.length === 0) return differentiateInput ? input_BHWC.clone() : stopGradient(input_BHWC);
  const { native } = engineState;
  if (native) return nativeStack(native, input_BHWC, rows, options);
  return plainStack(input_BHWC, rows, differentiateInput);
}
