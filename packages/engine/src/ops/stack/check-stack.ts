import type { Tensor4D } from '@tensorflow/tfjs';
import { TrunklineError } from '@trunkline/system';
import type { StackLayer } from './stack-layer.ts';

function fail(message: string, hint: string): never {
  throw new TrunklineError('TL_BAD_SHAPE', message, { hint, exitStatus: 2 });
}

/** Checks every shape before anything is computed. Throws `TL_BAD_SHAPE`. */
export function checkStack(input_BHWC: Tensor4D, layers: readonly StackLayer[]): void {
  const shape: readonly number[] = input_BHWC.shape;
  if (shape.length !== 4)
    fail(`The input has shape [${shape}], expected [batch, height, width, channels].`, 'Add a batch axis.');
  let [, height = 0, width = 0, channels = 0] = shape;
  for (const layer of layers) {
    if (layer.kind === 'max-pool') {
      if (height < 2 || width < 2) {
        fail(
          `${layer.name} cannot pool maps of ${height}×${width}: the images are too small.`,
          'Give larger images; VGG’s five pools need at least 32 pixels a side.',
        );
      }
      height = Math.floor(height / 2);
      width = Math.floor(width / 2);
      continue;
    }
    if (!(layer.negativeSlope >= 0)) {
      fail(
        `${layer.name} has the slope ${layer.negativeSlope}, expected a number ≥ 0.`,
        'VGG has 0, Trunkline’s own 0.2.',
      );
    }
    if (layer.kind === 'batch-norm') {
      const { scale, offset, movingMean, movingVariance } = layer;
      for (const [what, tensor] of Object.entries({ scale, offset, movingMean, movingVariance })) {
        if (tensor.shape.length !== 1 || tensor.shape[0] !== channels) {
          fail(
            `${layer.name}: ${what} has shape [${tensor.shape}], expected [${channels}].`,
            'Check the layer before it.',
          );
        }
      }
      continue;
    }
    const [kernelHeight, kernelWidth, inputs, outputs = 0] = layer.kernel.shape;
    if (kernelHeight !== 3 || kernelWidth !== 3 || inputs !== channels) {
      fail(
        `${layer.name}: the kernel has shape [${layer.kernel.shape}], expected [3, 3, ${channels}, …] for maps of ${channels} channels.`,
        'Check the order of the layers, and that the kernel is [height, width, in, out].',
      );
    }
    if (layer.bias.shape.length !== 1 || layer.bias.shape[0] !== outputs) {
      fail(
        `${layer.name}: the bias has shape [${layer.bias.shape}], expected [${outputs}].`,
        'One number per output channel.',
      );
    }
    channels = outputs;
  }
}
