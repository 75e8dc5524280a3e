import { stat } from 'node:fs/promises';
import { weightSets } from '../weight-sets/index.ts';
import { weightSetPath } from './load-weights.ts';

/** One line of a list of weight sets; plain JSON. */
export interface WeightSetSummary {
  readonly name: string;
  readonly title: string;
  readonly trunk: string;
  readonly negativeSlope: number;
  readonly batchNorm: boolean;
  readonly licence: string;
  readonly citation: string;
  readonly sources: readonly string[];
  /** Where the pulled file is, or null before a pull. */
  readonly path: string | null;
  readonly bytes: number | null;
}

/** Every weight set and whether it has been pulled. */
export async function listWeightSets(): Promise<readonly WeightSetSummary[]> {
  return await Promise.all(
    weightSets.map(async (set) => {
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
        licence: set.licence,
        citation: set.citation,
        sources: set.sources.map(({ title }) => title),
        path: bytes === null ? null : path,
        bytes,
      };
    }),
  );
}
