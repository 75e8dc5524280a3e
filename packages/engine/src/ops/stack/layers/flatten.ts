import { tf } from '../../../tf.ts';
import { defineLayer, type Layer, type MapShape } from '../layer.ts';

/**
 * All places side by side as channels of one place, row by row, so that what follows tells them apart. Such a network has
 * images of one size.
 */
export interface Flatten extends Layer {
  readonly kind: 'flatten';
}

const flat = ([height, width, channels]: MapShape): MapShape => [1, 1, height * width * channels];

export const flatten = defineLayer<Flatten>({
  kind: 'flatten',
  outputShape: (_row, input) => flat(input),
  parameters: () => [],
  multiplyAdds: () => 0,
  plain(_row, maps_BHWC) {
    const [batch, ...input] = maps_BHWC.shape;
    return tf.reshape(maps_BHWC, [batch, ...flat(input)]);
  },
  forward: (_row, maps, { kernels, batch, output }) => ({ output: kernels.reshape(maps, [batch, ...output]) }),
  backward: (_row, gradient, { kernels, batch, input }) => ({ input: kernels.reshape(gradient, [batch, ...input]) }),
});
