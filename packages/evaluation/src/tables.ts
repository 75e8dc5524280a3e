/**
 * What one pass of a model over the splits of a run gives, in evaluation mode and without augmentation. Validators and the
 * periodic passes of methods read it under the same names. Labels of target images are not among the things that exist
 * here, but for the oracle's held-out ones. `[N, K]` and `[N, D]` values are row-major; each split has its own N.
 */
export interface Tables {
  /** Of a sample of the source's training images. */
  readonly sourceTrainLogits: Float32Array;
  readonly sourceTrainEmbeddings: Float32Array;
  readonly sourceTrainLabels: Int32Array;
  /**
   * Of the labelled images that are held out from training: the source's validation split; for a method that learns from
   * target labels, a validation split of the target.
   */
  readonly heldOutLogits: Float32Array;
  readonly heldOutEmbeddings: Float32Array;
  readonly heldOutLabels: Int32Array;
  /** Of a sample of the target's training images. */
  readonly targetTrainLogits: Float32Array;
  readonly targetTrainEmbeddings: Float32Array;
}
