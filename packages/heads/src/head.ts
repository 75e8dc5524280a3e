import type { Statistics, Tensor, Tensor2D, Tensor4D, Variable } from '@trunkline/engine';
import type { Random } from '@trunkline/system';

/** What a trunk gives to a head. */
export interface Features {
  readonly maps_BHWC: Tensor4D;
  readonly embedding_BD: Tensor2D;
}

/** How a head runs. */
export interface HeadOptions {
  /** Dropout is on, and batch norm normalises by the batch where it is learnt. */
  readonly training: boolean;
  /** Feeds dropout; needed while training a head that has any. */
  readonly random?: Random;
  /** Which parameters count as learnt, by name: the batch norm of others keeps its running statistics. Default: all. */
  readonly learns?: (name: string) => boolean;
  /** What batch norm normalises by, whatever is trained. Default: as {@link training} has it. */
  readonly statistics?: Statistics;
}

/** What a head makes of a batch. */
export interface HeadOutput {
  readonly logits_BK: Tensor2D;
  /** What the bottleneck makes of the embedding; without a bottleneck the embedding itself. */
  readonly features_BF: Tensor2D;
}

/** One parameter of a head. */
export interface HeadParameter {
  /** Stable: `head/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** False: gradients never reach it (running statistics). Default: true. */
  readonly learnable?: boolean;
}

/** What turns an embedding, or the maps, into logits. It holds no parameters itself. */
export interface Head {
  /** In tables: the kind, and the bottleneck where there is one. */
  readonly name: string;
  /** The name of its definition: `linear`. */
  readonly kind: string;
  readonly classes: number;
  /** What it reads: a head on `maps` cannot use cached embeddings. */
  readonly inputs: 'embedding' | 'maps';
  /** F of `features_BF`: the bottleneck's width, or that of the embedding. */
  readonly featureWidth: number;
  /** Whether class activation maps are exact: only a linear layer right behind global average pooling (Zhou 2016). */
  readonly supportsCam: boolean;
  /** All under `head/`. */
  readonly parameters: readonly HeadParameter[];
  /** Fresh parameters, each from its own fork of `random`. */
  init(random: Random): Record<string, Variable>;
  /** Logits, and the features that they are made of. Throws `TL_PARAMETER_MISSING`, `TL_BAD_SHAPE`. */
  forward(parameters: Readonly<Record<string, Tensor>>, features: Features, options: HeadOptions): HeadOutput;
  /** `logits_BK` alone. Throws `TL_PARAMETER_MISSING`, `TL_BAD_SHAPE`. */
  apply(parameters: Readonly<Record<string, Tensor>>, features: Features, options: HeadOptions): Tensor2D;
  /** For one image. */
  cost(): { readonly parameters: number; readonly multiplyAdds: number };
}
