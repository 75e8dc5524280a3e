import type { Random, Tensor, Tensor2D, Tensor4D, Variable } from '@trunkline/engine';

/** What a trunk gives to a head. */
export interface Features {
  readonly maps_BHWC: Tensor4D;
  readonly embedding_BD: Tensor2D;
}

/** How a head runs. */
export interface HeadOptions {
  /** Dropout is on. */
  readonly training: boolean;
  /** Feeds dropout; needed while training a head that has any. */
  readonly random?: Random;
}

/** Kinds of heads. */
export type HeadKind = 'linear' | 'mlp' | 'vgg-fc';

/** What turns an embedding, or the maps, into logits. It holds no parameters itself. */
export interface Head {
  readonly name: string;
  readonly kind: HeadKind;
  readonly classes: number;
  /** What it reads: a head on `maps` cannot use cached embeddings. */
  readonly inputs: 'embedding' | 'maps';
  /** Whether class activation maps are exact: only a linear layer behind global average pooling. */
  readonly supportsCam: boolean;
  /** Stable names, all under `head/`, with shapes. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Fresh parameters, each from its own fork of `random`. */
  init(random: Random): Record<string, Variable>;
  /** `logits_BK`. Throws `TL_PARAMETER_MISSING`, `TL_BAD_SHAPE`. */
  apply(parameters: Readonly<Record<string, Tensor>>, features: Features, options: HeadOptions): Tensor2D;
  /** For one image. */
  cost(): { readonly parameters: number; readonly multiplyAdds: number };
}
