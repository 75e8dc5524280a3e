import { stat } from 'node:fs/promises';
import { weightSets } from './find-weight-set.ts';
import { weightSetPath } from './load-weights.ts';

/** One line of a list of weight sets; plain JSON. */
export interface WeightSetSummary {
  readonly name: string;
  readonly title: string;
  readonly trunk: string;
  readonly negativeSlope: number;
  readonly batchNorm: boolean;
  readonly seen: string;
  readonly licence: string;
  readonly citation: string;
  readonly sources: readonly string[];
  /** Where the file is, or null before a pull. */
  readonly path: string | null;
  readonly bytes: number | null;
}

/** Every weight set and whether it is here. */
export async function listWeightSets(): Promise<readonly WeightSetSummary[]> {
  return await Promise.all(
    weightSets().map(async (set) => {
      const path = weightSetPath(set.name);
      const bytes = await stat(path).then(
        ({ size }) => size,
        () => null,
      );
      return {
        name: set.name,
        title: set.title,
        trunk: set.trunk,
        negativeSlope: set.negativeSlope,
        batchNorm: set.batchNorm,
        seen: set.seen,
        licence: set.licence,
        citation: set.citation,
        sources: set.sources.map(({ title }) => title),
        path: bytes === null ? null : path,
        bytes,
      };
    }),
  );
}
