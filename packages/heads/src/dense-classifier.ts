import type { Tensor2D } from '@trunkline/engine';
import type { Classifier } from './define-head.ts';
import { applyDense, denseParameters, initDense, type DenseLayer } from './dense.ts';
import type { Features } from './head.ts';

/**
 * VGG's own start for the layer that gives logits (Simonyan and Zisserman 2015, section 3.1). The ImageNet trunk's
 * embeddings have norms near 100, so that 1 / √D would start the loss near 10 and spend the first epochs on getting down.
 */
const outputDeviation = 0.01;

/** What {@link denseClassifier} may be given beside its layers. */
export interface DenseClassifierOptions {
  /** Share of hidden values dropped while training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** What the first layer reads, `[B, inputs]`. Default: the embedding. */
  readonly read?: (features: Features) => Tensor2D;
}

/** Fully connected layers with ReLU and dropout between them; the last gives the logits and is named `head`. */
export function denseClassifier(layers: readonly DenseLayer[], options: DenseClassifierOptions = {}): Classifier {
  const { dropout: rate = 0, read = ({ embedding_BD }) => embedding_BD } = options;
  return {
    parameters: denseParameters(layers),
    init: (random) => initDense(layers, random, outputDeviation),
    apply: (parameters, features, { training, random }) =>
      applyDense(layers, parameters, read(features), { rate, training, random }),
    multiplyAdds: layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0),
  };
}
