import {
  alignSources,
  isLabelled,
  joinImages,
  type Images,
  type LabelledImages,
  type SplitOptions,
} from '@trunkline/data';
import type { Pair } from '../experiment/pairs.ts';
import type { ResolvedExperiment } from '../experiment/resolve.ts';
import { defined } from '../values/defined.ts';

/** A pair whose domains are at hand. */
export interface LoadedPair {
  readonly pair: Pair;
  readonly sources: readonly LabelledImages[];
  /** All of them as one. */
  readonly source: LabelledImages;
  readonly target: Images;
}

/** The domains of a pair, of all domains of its plan. Throws `TL_CLASSES_DIFFER`. */
export function loadedPair(pair: Pair, domains: readonly (Images | undefined)[]): LoadedPair {
  const at = (place: number): Images => {
    const domain = domains[place];
    if (!domain) throw new Error(`The plan has no domain ${place}.`);
    return domain;
  };
  const sources = pair.sources.map(at).filter(isLabelled);
  return { pair, sources, source: joinImages(alignSources(sources)), target: at(pair.target) };
}

/** How an experiment splits a pair under a seed. */
export function splitOptionsOf(data: ResolvedExperiment['data'], { labelled }: Pair, seed: number): SplitOptions {
  const { fractions, limits, classes, labelFraction, shots } = data;
  return {
    seed,
    ...(fractions && { fractions }),
    ...(limits && { limits: defined(limits) }),
    ...(classes && { classes }),
    ...(labelFraction !== undefined && { sourceLabels: { fraction: labelFraction } }),
    ...(shots !== undefined && { sourceLabels: { perClass: shots } }),
    ...(labelled !== undefined && { labelledTarget: labelled }),
  };
}
