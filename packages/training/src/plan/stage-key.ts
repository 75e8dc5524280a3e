import type { Modules } from '@trunkline/methods';
import { sha256 } from '@trunkline/system';
import { cutName } from '@trunkline/backbone';
import type { ResolvedExperiment, ResolvedMethod } from '../experiment/resolve.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import { without } from '../values/without.ts';

/**
 * Names what the time of a step and of an evaluated image depends on, beside the machine and the threads: stages with one key take as long.
 * The values of weights, the number of steps, rates of learning and the seed are not among it.
 */
export function stageKey(
  { data }: ResolvedExperiment,
  row: ResolvedMethod,
  { name, stage, sees, training, cut, enters, rates }: StagePlan,
  modules: Modules,
  sources: number,
): string {
  const { trunk, head, options, add, chain } = row;
  const { precision, averageWeights, recompute } = row.training;
  const { batchSize, optimiser, clipNorm, mix } = training;
  return sha256(
    JSON.stringify([
      [without(trunk, 'weights'), head, data.imageSize, data.augment],
      [row.method, name, sees, stage.views(options), ...(add ? [add] : []), ...(chain ? [chain] : [])],
      stage.phases.map((phase) => [phase.name, phase.times(options)]),
      Object.values(modules).map((module) => module.cost()),
      [...rates].filter(([, rate]) => typeof rate === 'number').map(([parameter]) => parameter),
      [cutName(cut), cutName(enters)],
      [
        batchSize,
        optimiser.name,
        clipNorm !== undefined,
        mix?.name,
        precision,
        averageWeights !== undefined,
        recompute,
      ],
      sources,
    ]),
  ).slice(0, 32);
}
