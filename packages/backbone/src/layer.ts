/** The name of a layer, unique in its trunk: `block1_conv1`, `block1_pool`, … */
export type LayerName = string;

/** A 3×3 convolution, stride 1, padding 1, with bias, followed by LeakyReLU(`negativeSlope`) (1: nothing follows). */
export interface ConvolutionLayer {
  readonly name: LayerName;
  readonly kind: 'convolution';
  readonly inputChannels: number;
  readonly channels: number;
  readonly negativeSlope: number;
}

/** Batch normalisation over batch, height and width, followed by LeakyReLU(`negativeSlope`). */
export interface BatchNormLayer {
  readonly name: LayerName;
  readonly kind: 'batch-norm';
  readonly inputChannels: number;
  readonly channels: number;
  readonly negativeSlope: number;
  /** Added to the variance. */
  readonly epsilon: number;
  /** Share of the new batch in the running statistics. */
  readonly momentum: number;
}

/** A 2×2 max-pool, stride 2; an odd last row or column is dropped. */
export interface MaxPoolLayer {
  readonly name: LayerName;
  readonly kind: 'max-pool';
  readonly inputChannels: number;
  readonly channels: number;
}

/** One row of a trunk's table. */
export type Layer = ConvolutionLayer | BatchNormLayer | MaxPoolLayer;

/** Rows of a trunk's table that belong together: what `recompute` computes again at once, and gradual unfreezing thaws. */
export interface Block {
  readonly name: string;
  readonly layers: readonly Layer[];
}

/** One parameter of a layer: its stable name, its shape, and whether gradients reach it. */
export interface ParameterSpecification {
  readonly name: string;
  readonly shape: readonly number[];
  /** False for running statistics. */
  readonly learnable: boolean;
}

/** The parameters of a layer, named `backbone/<layer>/<what>`; kernels are `[3, 3, inputChannels, channels]` (HWIO). */
export function layerParameters(layer: Layer): readonly ParameterSpecification[] {
  const name = (what: string): string => `backbone/${layer.name}/${what}`;
  const { channels, inputChannels } = layer;
  switch (layer.kind) {
    case 'convolution':
      return [
        { name: name('kernel'), shape: [3, 3, inputChannels, channels], learnable: true },
        { name: name('bias'), shape: [channels], learnable: true },
      ];
    case 'batch-norm':
      return [
        { name: name('scale'), shape: [channels], learnable: true },
        { name: name('offset'), shape: [channels], learnable: true },
        { name: name('mean'), shape: [channels], learnable: false },
        { name: name('variance'), shape: [channels], learnable: false },
      ];
    case 'max-pool':
      return [];
  }
}
