import type { Layer } from '@trunkline/engine';

/** The name of a layer, unique in its trunk: `block1_conv1`, `block1_pool`, … */
export type LayerName = string;

/** Rows of a trunk's table that belong together: what `recompute` computes again at once, and gradual unfreezing thaws. */
export interface Block {
  readonly name: string;
  readonly layers: readonly Layer[];
}

/** One parameter of a layer: its stable name, its shape, and whether gradients reach it. */
export interface ParameterSpecification {
  /** `backbone/<layer>/<what>`. */
  readonly name: string;
  /** Kernels are `[height, width, channels in, channels out]` (HWIO). */
  readonly shape: readonly number[];
  /** False for running statistics. */
  readonly learnable: boolean;
}
