import type { Random, Tensor, Tensor2D, Tensor4D } from '@trunkline/engine';
import { globalAveragePool, type Trunk } from './trunk.ts';

/** What a head is to a trunk: `@trunkline/heads` makes these. */
export interface HeadLike {
  apply(
    parameters: Readonly<Record<string, Tensor>>,
    features: { readonly maps_BHWC: Tensor4D; readonly embedding_BD: Tensor2D },
    options: { readonly training: boolean; readonly random?: Random },
  ): Tensor2D;
}

/** The three outputs of a model, all of one forward pass. */
export interface ForwardOutputs {
  readonly logits_BK: Tensor2D;
  readonly embedding_BD: Tensor2D;
  readonly maps_BHWC: Tensor4D;
}

/**
 * A model is a trunk and a head over one dictionary of parameters. `images_BHWC` are preprocessed, float32. `random` feeds
 * the head's dropout and is needed only for training. Errors as {@link Trunk.apply}.
 */
export function forward(
  parameters: Readonly<Record<string, Tensor>>,
  images_BHWC: Tensor4D,
  trunk: Trunk,
  head: HeadLike,
  options: {
    readonly training?: boolean;
    readonly random?: Random;
    readonly trainable?: (name: string) => boolean;
    readonly differentiateInput?: boolean;
  } = {},
): ForwardOutputs {
  const { training = false, random, trainable, differentiateInput } = options;
  const maps_BHWC = trunk.apply(parameters, images_BHWC, {}, { training, trainable, differentiateInput });
  const embedding_BD = globalAveragePool(maps_BHWC);
  const logits_BK = head.apply(
    parameters,
    { maps_BHWC, embedding_BD },
    random === undefined ? { training } : { training, random },
  );
  return { logits_BK, embedding_BD, maps_BHWC };
}
