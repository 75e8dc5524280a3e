import type { Tensor4D } from '../../../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { tf } from '../../../tf.ts';
import type { Handle, Kernels } from '../kernels/kernels.ts';
import { defineLayer, type Layer, type NativeWay } from '../layer.ts';

/**
 * Each channel times a number that the rows inside make from the means of all channels (Hu et al. 2018): two 1×1
 * convolutions, the last with a sigmoid.
 */
export interface SqueezeExcite extends Layer {
  readonly kind: 'squeeze-excite';
  /** Rows that take maps of 1×1 and give maps of 1×1 with as many channels. */
  readonly gate: readonly Layer[];
}

const places = [1, 2];

function mean(kernels: Kernels, maps: Handle): Handle {
  return kernels.mean(maps, places, true);
}

export const squeezeExcite = defineLayer<SqueezeExcite>({
  kind: 'squeeze-excite',
  ways: ({ gate }) => [gate],
  wayInput: (_row, [, , channels]) => [1, 1, channels],
  outputShape({ name }, input, [gate]) {
    if (gate?.join() === [1, 1, input[2]].join()) return input;
    throw new TrunklineError('TL_BAD_SHAPE', `The gate of ${name} gives [${gate}], expected [1, 1, ${input[2]}].`, {
      hint: 'Let its last row give as many channels as come in.',
      exitStatus: 2,
    });
  },
  parameters: () => [],
  multiplyAdds: (_row, [height, width, channels]) => height * width * channels,
  plain: (_row, maps_BHWC, { ways: [gate] }) =>
    tf.mul(maps_BHWC, (gate as (maps: Tensor4D) => Tensor4D)(tf.mean(maps_BHWC, places, true))),
  forward(_row, maps, { kernels, ways: [way] }) {
    const means = mean(kernels, maps);
    const gate = (way as NativeWay).forward(means);
    return { output: kernels.multiply(maps, gate), kept: [means, gate] };
  },
  backward(_row, gradient, { kernels, input, maps, needsInput, kept: [means, gate], ways: [way] }) {
    return kernels.scope(({ own }) => {
      const gateGradient = own(kernels.sum(own(kernels.multiply(gradient, maps)), places, true));
      const meansGradient = (way as NativeWay).backward(means as Handle, gateGradient);
      if (meansGradient !== undefined) own(meansGradient);
      if (!needsInput) return {};
      const spread = own(kernels.multiply(meansGradient as Handle, kernels.scalar(1 / (input[0] * input[1]))));
      return { input: kernels.add(own(kernels.multiply(gradient, gate as Handle)), spread) };
    });
  },
});
