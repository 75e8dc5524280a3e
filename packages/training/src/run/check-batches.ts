import type { MethodDefinition } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';
import type { ResolvedMethod } from '../experiment/resolve.ts';
import { trainingSplits } from '../inputs/labelled-split.ts';
import type { RunSplits } from '../inputs/run-data.ts';
import { batchSides, seesSide } from '../stages/batch-sides.ts';
import type { StagePlan } from '../stages/stage-plan.ts';

/**
 * Holds the batches of a row's stages against what there is to train on. Gives what is to say of batches that are larger than
 * that. Throws `TL_BATCH_TOO_SMALL` for those that are too small for the row's method.
 */
export function checkBatches(
  { label }: Pick<ResolvedMethod, 'label'>,
  method: MethodDefinition,
  stages: readonly Pick<StagePlan, 'sees' | 'training'>[],
  splits: readonly RunSplits[],
): readonly string[] {
  const said: string[] = [];
  for (const { sees, training } of stages) {
    for (const side of batchSides.filter((one) => seesSide(sees, one))) {
      const there = Math.min(...splits.map((one) => smallestDomain(method, sees, one, side)));
      const drawn = Math.min(training.batchSize, there);
      if (drawn < (method.smallestBatch ?? 1)) {
        throw new TrunklineError(
          'TL_BATCH_TOO_SMALL',
          `${label} needs ${method.smallestBatch} pictures in a batch, and gets ${drawn} of the ${words[side]}: training.batchSize is ${training.batchSize}, and ${there} are there to train on.`,
          { hint: 'Raise training.batchSize, or give more pictures.', exitStatus: 2 },
        );
      }
      if (training.batchSize > there && there > 0) {
        said.push(
          `The batch of ${training.batchSize} is larger than the ${there} training pictures of the ${words[side]}: a step takes all of them. Set training.batchSize to ${there} or less.`,
        );
      }
    }
  }
  return said;
}

const words = { source: 'source', target: 'target', labelledTarget: 'labelled target' };

/** Training images of a side; of several domains, of which each fills a batch of its own, those of the smallest. */
function smallestDomain(
  method: MethodDefinition,
  sees: StagePlan['sees'],
  splits: RunSplits,
  side: (typeof batchSides)[number],
): number {
  const split = trainingSplits(method, sees, splits)[side];
  if (!split) return Infinity;
  const { domains, images } = split;
  const count = (domains?.reduce((most, one) => Math.max(most, one), 0) ?? 0) + 1;
  if (domains === undefined || count === 1) return images.count;
  const sizes = Array.from({ length: count }, (_, domain) =>
    domains.reduce((sum, one) => sum + (one === domain ? 1 : 0), 0),
  );
  return Math.min(...sizes);
}
