import { clipByGlobalNorm, tf, type Parameters, type Schedule } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { takeStep, type StageProgress } from '@trunkline/methods';
import type { LoadedBatch } from '../inputs/feed.ts';
import { mixBatch } from '../inputs/mix-batch.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import type { LiveRun } from './live-run.ts';
import { trainingContext } from './method-context.ts';

/** What stays the same over the steps of a stage. */
export interface StepSettings {
  readonly stage: StagePlan;
  /** The parameters that this stage trains. */
  readonly variables: Parameters;
  readonly schedule: Schedule;
}

/**
 * One step of a stage. Gives the losses, their terms and the method's measurements by the names they are logged under.
 * Throws `TL_LOSS_NOT_FINITE`, `TL_OUT_OF_MEMORY`; no parameter was changed by that loss then. Leaves no tensor behind.
 */
export function trainStep(
  live: LiveRun,
  { stage, variables, schedule }: StepSettings,
  loaded: LoadedBatch,
  progress: StageProgress,
): Record<string, number> {
  const { clipNorm, mix, optimiser: chosen } = stage.training;
  const rate = chosen.learningRate * schedule(progress);
  const { views, ...batch } = loaded.tensors();
  const random = createRandom(live.settings.run.seed).fork(`mix ${live.state.stage} ${progress.step}`);
  const mixed = mix && mixBatch({ ...batch, views }, mix, random);
  try {
    return takeStep(
      {
        stage: stage.stage,
        options: live.settings.row.options,
        variables,
        changing: (name) => stage.rates.get(name) !== 'frozen',
        contextFor: (trains) => trainingContext(live, stage, progress, { trains, mixed: mixed?.labels }),
        update(updated, gradients) {
          const clipped = clipNorm === undefined ? { gradients } : clipByGlobalNorm(gradients, clipNorm);
          live.optimiser?.step(updated, clipped.gradients, (name) => rate * Number(stage.rates.get(name)));
          tf.dispose(Object.values(clipped.gradients));
          return { ...('norm' in clipped && { 'gradient-norm': clipped.norm }), 'learning-rate': rate };
        },
      },
      { ...batch, ...(mixed && { [`${mixed.of}Images`]: mixed.images }), views },
    );
  } finally {
    tf.dispose([...Object.values(batch), ...Object.values(views)]);
    if (mixed) tf.dispose([mixed.images, mixed.labels.partners_B]);
  }
}
