import type { Images, LabelledImages, PairSplits, UnlabelledPairSplits } from '@trunkline/data';
import type { WeightedTrunk } from './frozen-prefix.ts';
import type { DomainInputs, SideInputs } from './split-input.ts';

/** The splits of a run's pair, whether the target has labels or not. */
export type RunSplits = PairSplits | UnlabelledPairSplits;

/** What a run reads: its splits, the same images as a model takes them, and the weights that training starts from. */
export interface RunData {
  readonly source: LabelledImages;
  readonly splits: RunSplits;
  readonly sourceInputs: SideInputs;
  readonly targetInputs: SideInputs;
  readonly weighted: WeightedTrunk;
  /** Training images that validators look at; absent when none does. */
  readonly evaluatedTargetTrain: Images | undefined;
  readonly evaluatedSourceTrain: LabelledImages | undefined;
  /** Images that went through frozen layers for this run's pair and seed, where this run stands for them. */
  readonly imagesPrepared: number;
  /** What activations of this run alone are computed for. */
  readonly purpose: string;
}

/** Images that went through frozen layers of these domains for a purpose, see `FrozenPrefix.imagesFor`. */
export async function imagesFor(parts: readonly Pick<DomainInputs, 'prefix'>[], purpose: string): Promise<number> {
  let images = 0;
  for (const { prefix } of new Set(parts)) images += await prefix.imagesFor(purpose);
  return images;
}
