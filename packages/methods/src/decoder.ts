import { randomNormal, tf, type Parameters, type Tensor, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import {
  applyConvolution,
  convolutionCost,
  convolutionParameters,
  initConvolutions,
  type SmallConvolution,
} from './convolutions.ts';
import type { Module } from './module.ts';

/** Draws pictures from vectors: `decoder/…`. */
export interface Decoder extends Module {
  /** `[B, D]` → `[B, side, side, 3]`. */
  apply(parameters: Readonly<Record<string, Tensor>>, code_BD: Tensor2D): Tensor4D;
}

const kernel = 'decoder/base/kernel';
const bias = 'decoder/base/bias';

/**
 * A dense layer to maps of at most 4 × 4, then as often as `side` needs: each place doubled, a 3 × 3 convolution, ReLU; a last
 * convolution gives colours. `side` is a power of two.
 */
export function createDecoder(options: { inputWidth: number; channels: number; side: number }): Decoder {
  const { inputWidth, channels, side } = options;
  const base = Math.min(4, side);
  const doublings = Math.log2(side / base);
  const size = side === 1 ? 1 : 3;
  const layers: readonly SmallConvolution[] = [
    ...Array.from({ length: doublings }, (_one, place) => ({
      name: `decoder/convolution${place + 1}`,
      inputs: channels,
      outputs: channels,
      size,
    })),
    { name: 'decoder/output', inputs: channels, outputs: 3, size, gain: Math.SQRT1_2 },
  ];
  const width = base * base * channels;
  return {
    parameters: [
      { name: kernel, shape: [inputWidth, width] },
      { name: bias, shape: [width] },
      ...convolutionParameters(layers),
    ],
    init: (random): Parameters => ({
      [kernel]: tf.tidy(() =>
        tf.variable(randomNormal(random.fork(kernel), [inputWidth, width], Math.sqrt(2 / inputWidth))),
      ),
      [bias]: tf.tidy(() => tf.variable(tf.zeros([width]))),
      ...initConvolutions(layers, random),
    }),
    apply(parameters, code_BD) {
      const flat = tf.relu(tf.add(tf.matMul(code_BD, parameters[kernel] as Tensor2D), parameters[bias] as Tensor));
      let maps = tf.reshape(flat, [-1, base, base, channels]) as Tensor4D;
      for (const layer of layers.slice(0, -1)) maps = tf.relu(applyConvolution(layer, parameters, doubled(maps)));
      return applyConvolution(layers.at(-1) as SmallConvolution, parameters, maps);
    },
    cost() {
      const { parameters, multiplyAdds } = convolutionCost(
        layers,
        (index) => Math.min(side, base * 2 ** (index + 1)) ** 2,
      );
      return {
        parameters: parameters + (inputWidth + 1) * width,
        multiplyAdds: multiplyAdds + inputWidth * width,
      };
    },
  };
}

/** Each place four times, as a square of twice the side. */
function doubled(maps_BHWC: Tensor4D): Tensor4D {
  const [, height, width] = maps_BHWC.shape;
  return tf.image.resizeNearestNeighbor(maps_BHWC, [2 * height, 2 * width]);
}
