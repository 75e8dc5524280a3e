import type { OracleSight } from '@trunkline/methods';

/** What the rows of a batch are drawn from, each with a sampler of its own. */
export const batchSides = ['source', 'target', 'labelledTarget'] as const;

export type BatchSide = (typeof batchSides)[number];

/** Whether a stage looks at images of a side at all. */
export function seesSide(sees: readonly OracleSight[], side: BatchSide): boolean {
  return sees.some((sight) => sight.startsWith(side));
}
