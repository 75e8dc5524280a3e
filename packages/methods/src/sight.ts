import type { LayerName } from '@trunkline/backbone';
import type { AugmentationReference } from '@trunkline/data';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@trunkline/engine';
import type { HeadOptions } from '@trunkline/heads';

/**
 * A batch on its way into the model: pictures, or what the frozen prefix of the trunk made of them. Methods pass it to
 * `forward` and look no further.
 */
export type ModelInput = Tensor;

/** What the model makes of one batch. `maps_BHWC` is absent when training starts from cached embeddings. */
export interface ModelOutput {
  readonly logits_BK: Tensor2D;
  /** The last maps averaged over places. */
  readonly embedding_BD: Tensor2D;
  /**
   * What the classifier reads of the embedding, and what domains are compared on: the output of the head's bottleneck;
   * without one, `embedding_BD` itself.
   */
  readonly features_BF: Tensor2D;
  readonly maps_BHWC?: Tensor4D;
  /** Maps behind the layers that the request named, by their names. */
  readonly taps: Readonly<Record<LayerName, Tensor4D>>;
  /** How the head ran, so that another head runs alike. */
  readonly pass: HeadOptions;
}

/** What a batch may hold. There is no word here for the labels of `targetImages`. */
export interface BatchParts {
  /** Rows of every source domain, one domain after another. */
  readonly sourceImages: ModelInput;
  /** int32, places in the class names. */
  readonly sourceLabels_B: Tensor1D;
  /** int32: which of the sources each row is from, counted from 0. */
  readonly sourceDomains_B: Tensor1D;
  /** int32: places in the source's training split. */
  readonly sourceIndices_B: Tensor1D;
  readonly targetImages: ModelInput;
  /** int32: places in the target's training split. */
  readonly targetIndices_B: Tensor1D;
  /**
   * Rows of the few target training images whose labels may be seen (`data.targets[i].labelled`): none of them is among
   * `targetImages` or in a test part. All of them where there are fewer than a batch.
   */
  readonly labelledTargetImages: ModelInput;
  /** int32, places in the class names. */
  readonly labelledTargetLabels_B: Tensor1D;
}

/** What the batch of the target oracle may hold. */
export interface OracleParts extends BatchParts {
  readonly targetLabels_B: Tensor1D;
}

/** What a method may look at: the parts of its batches that it asks for. */
export type Sight = keyof BatchParts;

/** What the target oracle may look at. */
export type OracleSight = keyof OracleParts;

/** Every {@link Sight}, for definitions that no compiler has seen. */
export const sights: readonly string[] = Object.keys({
  sourceImages: true,
  sourceLabels_B: true,
  sourceDomains_B: true,
  sourceIndices_B: true,
  targetImages: true,
  targetIndices_B: true,
  labelledTargetImages: true,
  labelledTargetLabels_B: true,
} satisfies Record<Sight, true>);

/** Every {@link OracleSight}. */
export const oracleSights: readonly string[] = [...sights, 'targetLabels_B' satisfies OracleSight];

/** Other pictures of the rows of one side, made anew for every batch. */
export interface View {
  readonly of: 'source' | 'target';
  /** Augmentations in their order, instead of the experiment's. */
  readonly augment: readonly AugmentationReference[];
  /** Gives each augmentation the pixels of a row of this side as its partner. */
  readonly partner?: 'source' | 'target';
}

/** A batch with exactly the parts that `Sees` names, and with the views that the stage declares: nothing else type-checks. */
export type Batch<Sees extends OracleSight, Views extends string = never> = Pick<OracleParts, Sees> & {
  readonly views: Readonly<Record<Views, ModelInput>>;
};

/** A batch of any stage, as the training loop hands it over. */
export type AnyBatch = Partial<OracleParts> & { readonly views: Readonly<Record<string, ModelInput>> };
