import { tf, type Parameters, type Tensor, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import {
  applyConvolution,
  convolutionCost,
  convolutionParameters,
  initConvolutions,
  type SmallConvolution,
} from './convolutions.ts';
import type { Module } from './module.ts';

/** Pixels per side of the pictures that costs are counted for. */
const assumedSide = 32;

/** A network that looks at pictures: `<prefix>/…`. */
export interface PictureNetwork<Output extends Tensor> extends Module {
  apply(parameters: Readonly<Record<string, Tensor>>, images_BHWC: Tensor4D): Output;
}

function networkOf<Output extends Tensor>(
  layers: readonly SmallConvolution[],
  apply: PictureNetwork<Output>['apply'],
  places: (index: number) => number,
): PictureNetwork<Output> {
  return {
    parameters: convolutionParameters(layers),
    init: (random: Random): Parameters => initConvolutions(layers, random),
    apply,
    cost: () => convolutionCost(layers, places),
  };
}

/**
 * Translates pictures: what three convolutions, with leaky ReLU between, add to them. The last kernel starts near 0, so that a fresh
 * translator changes little.
 */
export function createTranslator(prefix: string, channels: number, size: number): PictureNetwork<Tensor4D> {
  const layers: readonly SmallConvolution[] = [
    { name: `${prefix}/convolution1`, inputs: 3, outputs: channels, size },
    { name: `${prefix}/convolution2`, inputs: channels, outputs: channels, size },
    { name: `${prefix}/output`, inputs: channels, outputs: 3, size, gain: 0.1 },
  ];
  const [first, second, last] = layers as readonly [SmallConvolution, SmallConvolution, SmallConvolution];
  return networkOf(
    layers,
    (parameters, images_BHWC) => {
      const one = tf.leakyRelu(applyConvolution(first, parameters, images_BHWC), 0.2);
      const two = tf.leakyRelu(applyConvolution(second, parameters, one), 0.2);
      return tf.add(images_BHWC, applyConvolution(last, parameters, two));
    },
    () => assumedSide ** 2,
  );
}

/**
 * Tells pictures of a domain from translated ones, place by place: three convolutions, the first two of stride 2, to one logit a
 * place, `[places, 1]`, positive for pictures of the domain (a discriminator of patches, Isola et al. 2017, arXiv 1611.07004).
 */
export function createPatchDiscriminator(prefix: string, channels: number, size: number): PictureNetwork<Tensor2D> {
  const layers: readonly SmallConvolution[] = [
    { name: `${prefix}/convolution1`, inputs: 3, outputs: channels, size, stride: 2 },
    { name: `${prefix}/convolution2`, inputs: channels, outputs: 2 * channels, size, stride: 2 },
    { name: `${prefix}/output`, inputs: 2 * channels, outputs: 1, size, gain: Math.SQRT1_2 },
  ];
  const [first, second, last] = layers as readonly [SmallConvolution, SmallConvolution, SmallConvolution];
  return networkOf(
    layers,
    (parameters, images_BHWC) => {
      const one = tf.leakyRelu(applyConvolution(first, parameters, images_BHWC), 0.2);
      const two = tf.leakyRelu(applyConvolution(second, parameters, one), 0.2);
      return tf.reshape(applyConvolution(last, parameters, two), [-1, 1]) as Tensor2D;
    },
    (index) => (assumedSide / (index === 0 ? 2 : 4)) ** 2,
  );
}
