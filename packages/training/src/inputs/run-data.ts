import type { Images, LabelledImages, PairSplits, UnlabelledPairSplits } from '@trunkline/data';
import type { WeightedTrunk } from './frozen-prefix.ts';
import type { SideInputs } from './split-input.ts';

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
  /** Images that went through frozen layers for this run before it began. */
  readonly imagesPrepared: number;
}

/** Images that went through frozen layers so far, of both domains, because no cache had them. */
export function prefixImages({ sourceInputs, targetInputs }: RunData): number {
  const inputs = new Set([...sourceInputs.parts, ...targetInputs.parts]);
  return [...inputs].reduce((sum, { prefix }) => sum + prefix.imagesComputed, 0);
}
