import type { LayerName } from '@trunkline/backbone';
import type { Gradients, Parameters, Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import type { Architecture } from './architecture.ts';
import type { ClassificationOptions } from './losses/classification.ts';
import type { Modules } from './module.ts';
import type { ModelInput, ModelOutput } from './sight.ts';

/** Where a training stage stands: `step` of `steps` is about to be taken, `fraction` = step / steps in [0, 1). */
export interface StageProgress {
  readonly step: number;
  readonly steps: number;
  readonly fraction: number;
}

/** New values of parameters, by name. The loop copies and frees them. */
export type Assignments = Readonly<Record<string, Tensor>>;

/** How `forward` runs, where it is not as the stage runs. */
export interface ForwardRequest {
  /** Takes the parameters `<as>/backbone/…` and `<as>/head/…` where there are such: a teacher, a second encoder. */
  readonly as?: string;
  /** Values in the place of parameters of these names: a step ahead, a mean of weights. */
  readonly values?: Assignments;
  /** Default: `'training'` in a loss, `'evaluation'` elsewhere. */
  readonly mode?: 'training' | 'evaluation';
  /**
   * What batch norm normalises by: the batch, moving the running statistics on; the running statistics; or the batch,
   * moving nothing. Default: as the mode and the trained parameters have it.
   */
  readonly statistics?: 'batch' | 'moving' | 'batch-still';
  /** Layers whose maps are wanted as well; those before the stage's cut are not to be had. */
  readonly taps?: readonly LayerName[];
  /** Changes the maps between two layers, with a gradient through both. */
  readonly between?: { readonly after: LayerName; apply(maps_BHWC: Tensor4D): Tensor4D };
}

/** What a method's functions are given. All tensors that they make live in the loop's scope and are freed there. */
export interface Context<Options, Own = Modules> {
  readonly options: Options;
  readonly architecture: Architecture;
  readonly modules: Own;
  /** Every parameter by name: trunk, head and the method's own. */
  readonly parameters: Parameters;
  /** The name of the stage that trains, or that trained last. */
  readonly stage: string;
  readonly progress: StageProgress;
  /** A stream of this method's own, saved with every checkpoint. */
  readonly random: Random;
  /** What the last pass of `refresh` found, by name. */
  readonly notes: Readonly<Record<string, Tensor>>;
  forward(input: ModelInput, request?: ForwardRequest): ModelOutput;
  /** Several batches in one pass through the model; in a pass each where a batch norm would mix their statistics. */
  forwardAll<Name extends string>(
    inputs: Readonly<Record<Name, ModelInput>>,
    request?: ForwardRequest,
  ): Readonly<Record<Name, ModelOutput>>;
  /**
   * Mean cross-entropy as the experiment wants it learnt from: with its label smoothing, its weights of classes and the
   * labels of blended images. `own` replaces some of the experiment's options. What a method minimises on labels; plain
   * `crossEntropyLoss` is for labels that the method makes up itself.
   */
  classificationLoss(logits_BK: Tensor2D, labels_B: Tensor1D, own?: ClassificationOptions): Scalar;
  /** {@link classificationLoss} per example, `_B`, weights of classes included. */
  classificationPerExample(logits_BK: Tensor2D, labels_B: Tensor1D): Tensor1D;
}

/** A loss and its parts. All of it lives inside the loop's scope and is freed there. */
export interface LossTerms {
  readonly total: Scalar;
  /** Logged as `train/loss/<name>`; by convention `classification` and `adaptation`. */
  readonly terms: Readonly<Record<string, Scalar>>;
  /** Logged as `train/<name>`: weights on a schedule, a discriminator's accuracy. */
  readonly measurements?: Readonly<Record<string, Scalar | number>>;
}

/** Gradients that are not those of one function. */
export interface LossGradients extends LossTerms {
  /** By the name of the parameter. */
  readonly gradients: Assignments;
}

/** What {@link LossGradients} are made with. */
export interface Differentiate {
  /**
   * Gradients of a loss with respect to the parameters that the phase updates, at their values or at those given in `at`.
   * Of first order: they are constants for whatever is computed from them.
   */
  differentiate(loss: () => Scalar, at?: Assignments): Gradients;
}
