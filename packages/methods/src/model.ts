import { globalAveragePool, layerAfter, type Cut, type Trunk } from '@trunkline/backbone';
import {
  tf,
  type Parameters,
  type Precision,
  type Random,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@trunkline/engine';
import type { Features, Head } from '@trunkline/heads';
import type { ModelInput, ModelOutput } from './sight.ts';

/** How {@link Model.forward} runs. */
export interface ForwardOptions {
  readonly cut: Cut;
  /** Dropout and batch statistics on; needs {@link random}. */
  readonly training: boolean;
  readonly random?: Random;
  /** Parameters that get gradients; the others are constants. Default: all. */
  readonly trainable?: (name: string) => boolean;
  /** What the trunk computes in. Default `'float32'`. */
  readonly precision?: Precision;
  /** Gradient checkpointing by block. Default false. */
  readonly recompute?: boolean;
}

/** A trunk and a head over one dictionary of parameters. */
export interface Model {
  readonly trunk: Trunk;
  readonly head: Head;
  forward(parameters: Parameters, input: ModelInput, options: ForwardOptions): ModelOutput;
  /** Two batches; one pass, unless the trunk has batch norm, whose statistics must stay apart. */
  forwardBoth(
    parameters: Parameters,
    source: ModelInput,
    target: ModelInput,
    options: ForwardOptions,
  ): { source: ModelOutput; target: ModelOutput };
}

/** Joins a trunk and a head. The head must take the trunk's maps or embedding. */
export function createModel(trunk: Trunk, head: Head): Model {
  const forward = (parameters: Parameters, input: ModelInput, options: ForwardOptions): ModelOutput => {
    const { cut, training, random, trainable, precision, recompute } = options;
    const mode = { training, ...(random && { random }) };
    if (cut === 'embedding') {
      const embedding_BD = input as Tensor2D;
      // a cut at the embedding is chosen only for heads that read nothing else
      return { logits_BK: head.apply(parameters, { embedding_BD } as Features, mode), embedding_BD };
    }
    const from = cut === 'images' ? trunk.layers[0]?.name : layerAfter(trunk, cut.after);
    const maps_BHWC =
      from === undefined
        ? (input as Tensor4D)
        : trunk.apply(parameters, input as Tensor4D, { from }, { training, trainable, precision, recompute });
    const embedding_BD = globalAveragePool(maps_BHWC);
    return { logits_BK: head.apply(parameters, { embedding_BD, maps_BHWC }, mode), embedding_BD, maps_BHWC };
  };
  return {
    trunk,
    head,
    forward,
    forwardBoth(parameters, source, target, options) {
      if (trunk.batchNorm) {
        return { source: forward(parameters, source, options), target: forward(parameters, target, options) };
      }
      const both = forward(parameters, tf.concat([source, target], 0), options);
      const first = source.shape[0] ?? 0;
      return { source: rows(both, 0, first), target: rows(both, first, target.shape[0] ?? 0) };
    },
  };
}

function rows(output: ModelOutput, begin: number, size: number): ModelOutput {
  const take = <T extends Tensor>(all: T): T =>
    tf.slice(all, [begin, ...all.shape.slice(1).map(() => 0)], [size, ...all.shape.slice(1)]);
  return {
    logits_BK: take(output.logits_BK),
    embedding_BD: take(output.embedding_BD),
    ...(output.maps_BHWC && { maps_BHWC: take(output.maps_BHWC) }),
  };
}
