import type { Cut } from '@trunkline/backbone';
import { tf, type Parameters, type Precision, type Scalar, type Tensor, type Tensor1D } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import type { Architecture } from './architecture.ts';
import type { Context, ForwardRequest, StageProgress } from './context.ts';
import { classificationLoss, classificationPerExample, type ClassificationOptions } from './losses/classification.ts';
import { requestedParameters, type ForwardOptions, type Model } from './model.ts';
import type { Modules } from './module.ts';

/** What a {@link Context} is made of. */
export interface ContextParts {
  readonly model: Model;
  readonly architecture: Architecture;
  readonly options: unknown;
  readonly modules: Modules;
  readonly parameters: Parameters;
  readonly stage: string;
  readonly progress: StageProgress;
  /** The method's own stream. */
  readonly random: Random;
  /** Feeds the head's dropout. */
  readonly dropout: Random;
  readonly notes: Readonly<Record<string, Tensor>>;
  /** How `forward` runs where a request does not say. */
  readonly mode: 'training' | 'evaluation';
  /** Where inputs enter the model. */
  readonly cut: Cut;
  /** Parameters that the stage trains: their layers normalise by the batch while training. */
  readonly learns: (name: string) => boolean;
  /** Those that get gradients now. Default: as {@link learns}. */
  readonly trains?: (name: string) => boolean;
  readonly precision?: Precision;
  readonly recompute?: boolean;
  readonly classification?: ClassificationOptions;
  /** Labels of images that were blended with others: their losses are blended alike. */
  readonly mixed?: MixedLabels;
}

/** Labels of a batch whose images are blends: `share` of the image that `labels_B` names, the rest of its partner. */
export interface MixedLabels {
  /** The very tensor that the batch holds. */
  readonly labels_B: Tensor1D;
  readonly partners_B: Tensor1D;
  readonly share: number;
}

/** What a method's functions are given, in the training loop and outside of it. */
export function createContext(parts: ContextParts): Context<unknown> {
  const { model, architecture, options, modules, parameters, stage, progress, random, notes, classification, mixed } =
    parts;
  const { cut, learns, trains = learns, precision, recompute } = parts;
  const prepare = (request: ForwardRequest): { of: Readonly<Record<string, Tensor>>; how: ForwardOptions } => {
    const { parameters: of, trainable } = requestedParameters(parameters, request, trains);
    const { mode = parts.mode, statistics, taps, between } = request;
    return {
      of,
      how: {
        cut,
        training: mode === 'training',
        random: parts.dropout,
        trainable: mode === 'training' ? trainable : () => false,
        learns: requestedParameters(parameters, request, learns).trainable,
        ...(precision && { precision }),
        ...(recompute !== undefined && { recompute }),
        ...(statistics && { statistics }),
        ...(taps && { taps }),
        ...(between && { between }),
      },
    };
  };
  return {
    options,
    architecture,
    modules,
    parameters,
    stage,
    progress,
    random,
    notes,
    forward(input, request = {}) {
      const { of, how } = prepare(request);
      return model.forward(of, input, how);
    },
    forwardAll(inputs, request = {}) {
      const { of, how } = prepare(request);
      return model.forwardAll(of, inputs, how);
    },
    classificationLoss: (logits_BK, labels_B, own) =>
      blended(mixed, labels_B, (labels): Scalar =>
        classificationLoss(logits_BK, labels, { ...classification, ...own }),
      ),
    classificationPerExample: (logits_BK, labels_B) =>
      blended(mixed, labels_B, (labels): Tensor1D => classificationPerExample(logits_BK, labels, classification)),
  };
}

/** A loss on labels; where they are those of blended images, the blend of the losses on both (Zhang et al. 2018, section 2). */
function blended<T extends Tensor>(
  mixed: MixedLabels | undefined,
  labels_B: Tensor1D,
  loss: (labels_B: Tensor1D) => T,
): T {
  if (!mixed || labels_B !== mixed.labels_B) return loss(labels_B);
  return tf.add(tf.mul(loss(labels_B), mixed.share), tf.mul(loss(mixed.partners_B), 1 - mixed.share)) as T;
}
