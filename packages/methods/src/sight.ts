import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@trunkline/engine';

/** What a method may look at. There is no word for target labels here. */
export type Sight = 'sourceImages' | 'sourceLabels' | 'targetImages';

/** What only the target oracle may look at. */
export type OracleSight = Sight | 'targetLabels';

/**
 * A batch on its way into the model: pictures, or what the frozen prefix of the trunk made of them. Methods pass it to
 * `forward` and look no further.
 */
export type ModelInput = Tensor;

/** What the model makes of one batch. `maps_BHWC` is absent when training starts from cached embeddings. */
export interface ModelOutput {
  readonly logits_BK: Tensor2D;
  readonly embedding_BD: Tensor2D;
  readonly maps_BHWC?: Tensor4D;
}

interface SourceImages {
  readonly sourceImages: ModelInput;
}
interface SourceLabels {
  readonly sourceLabels_B: Tensor1D;
}
interface TargetImages {
  readonly targetImages: ModelInput;
}
interface TargetLabels {
  readonly targetLabels_B: Tensor1D;
}

type Has<Sees extends readonly OracleSight[], One extends OracleSight, Part> = One extends Sees[number] ? Part : object;

/** A batch with exactly what `sees` names: anything else does not type-check. */
export type Batch<Sees extends readonly OracleSight[]> = Has<Sees, 'sourceImages', SourceImages> &
  Has<Sees, 'sourceLabels', SourceLabels> &
  Has<Sees, 'targetImages', TargetImages> &
  Has<Sees, 'targetLabels', TargetLabels>;
